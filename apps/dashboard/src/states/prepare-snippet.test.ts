import { expect, it } from 'vitest';
import { codeTokens, snippetLines } from './prepare-snippet';

it('names the database that is looked at', () => {
  expect(snippetLines('file:/srv/parallel-tools.db')[1]).toBe(
    "const recorder = createRecorder({ url: 'file:/srv/parallel-tools.db' });",
  );
});

it('stays one string when the path has quotes or backslashes', () => {
  const line = snippetLines("file:C:\\o'neill.db")[1] ?? '';
  expect(line).toContain("'file:C:\\\\o\\'neill.db'");
  expect(codeTokens(line).filter((token) => token.kind === 'string')).toHaveLength(1);
});

it('loses no character when it colours the code', () => {
  for (const line of snippetLines('file:./const from import.db')) {
    expect(
      codeTokens(line)
        .map((token) => token.text)
        .join(''),
    ).toBe(line);
  }
});
