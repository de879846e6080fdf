import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const PAGE = join(import.meta.dirname, '../../../docs/langchain.md');
const page = readFileSync(PAGE, 'utf8');
const cited = [...page.matchAll(/\[([^\]]+)\]\(\.\.\/packages\/langchain-adapter\/test\/([\w-]+\.test\.ts)\)/g)].map(
  ([, title = '', file = '']) => ({ title, file }),
);

it('cites a test in every row of the migration page', () => {
  const rows = page
    .split('\n')
    .filter((line) => line.startsWith('| ') && !line.startsWith('| what') && !line.includes('---'));
  expect(rows.length).toBeGreaterThan(10);
  for (const row of rows) expect(row).toMatch(/langchain-adapter\/test\/[\w-]+\.test\.ts\) \|$/);
});

it.each(cited)('the test "$title" is in $file', ({ title, file }) => {
  const text = readFileSync(join(import.meta.dirname, file), 'utf8').replaceAll(/\s+/g, ' ');
  expect(text.includes(`'${title}'`) || text.includes(`"${title}"`)).toBe(true);
});
