/** A piece of code with the colour it gets. */
export interface CodeToken {
  readonly text: string;
  readonly kind: 'plain' | 'keyword' | 'string';
}

/** The three lines that fill the database at `url`. */
export function snippetLines(url: string): readonly string[] {
  return [
    "import { createRecorder } from '@parallel-tools/metrics';",
    `const recorder = createRecorder({ url: '${escapeQuoted(url)}' });`,
    'const executor = createExecutor({ tools, recorder });',
  ];
}

function escapeQuoted(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll("'", "\\'").replaceAll('\n', '\\n');
}

/** Splits a line of the snippet into keywords, strings and the rest; joined again they are the line. */
export function codeTokens(line: string): readonly CodeToken[] {
  return line
    .split(/('(?:[^'\\]|\\.)*'|\b(?:import|from|const|await)\b)/)
    .filter((text) => text !== '')
    .map((text) => ({ text, kind: kindOf(text) }));
}

function kindOf(text: string): CodeToken['kind'] {
  if (text.startsWith("'")) return 'string';
  return /^(import|from|const|await)$/.test(text) ? 'keyword' : 'plain';
}
