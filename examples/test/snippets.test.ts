import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { root, runProgram } from './run.ts';

const pages = [
  'README.md',
  'docs/coming-from.md',
  ...readdirSync(join(root, 'packages')).map((name) => `packages/${name}/README.md`),
];
const examples = readdirSync(join(root, 'examples/src')).filter((name) => name.endsWith('.ts'));

/** A TypeScript block of a page, the file it names, and the output that is shown after it, if any. */
interface Snippet {
  readonly page: string;
  readonly file: string | null;
  readonly code: string;
  readonly output: string | null;
}

const snippets = pages.flatMap(snippetsOf);

function snippetsOf(page: string): Snippet[] {
  const text = readFileSync(join(root, page), 'utf8');
  const block =
    /(?:<!-- file: (?<file>\S+) -->\n)?```ts\n(?<code>[\s\S]*?)```(?:\n+(?:Prints:?\n+)?```text\n(?<output>[\s\S]*?)```)?/g;
  return [...text.matchAll(block)].map(({ groups = {} }) => ({
    page,
    file: groups.file ?? null,
    code: groups.code ?? '',
    output: groups.output ?? null,
  }));
}

it('finds the pages’ snippets', () => {
  expect(snippets.length).toBeGreaterThan(4);
});

it.each(snippets)('$page shows the file that it names: $file', ({ file, code }) => {
  expect(file, `a block without a file:\n${code}`).not.toBeNull();
  expect(code).toBe(readFileSync(join(root, String(file)), 'utf8'));
});

it.each(examples)('%s runs to its end and prints what the pages show', async (name) => {
  const { code, stdout, stderr } = await runProgram(`examples/src/${name}`, []);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  const shown = snippets.filter(({ file, output }) => file === `examples/src/${name}` && output !== null);
  for (const { output } of shown) expect(stdout).toBe(output);
});
