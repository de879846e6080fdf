import type { ReferenceNotation } from './reference.js';

/** How one notation is found in a text. */
export interface Notation {
  readonly name: ReferenceNotation;
  /** A text without it has no such reference. */
  readonly marker: string;
  /** Linear in the text: what repeats is bounded or one class of characters. */
  readonly pattern: RegExp;
  /** What a match of the pattern names. */
  read(match: RegExpExecArray): Named;
}

interface Named {
  readonly name: string;
  readonly position: number | null;
  readonly path: readonly string[];
}

/**
 * The notations of planners and data sets.
 *
 * @see Kim et al. (2024), "An LLM Compiler for Parallel Function Calling"; Xu et al. (2023), "ReWOO"; Shen et al. (2023),
 *   "TaskBench" and "HuggingGPT"; Basu et al. (2024), "NESTFUL"; Han et al. (2024), "NesTools".
 */
export const NOTATIONS: readonly Notation[] = [
  {
    name: 'llm-compiler',
    marker: '$',
    pattern: /(?<!\$)\$(?:\{(\d{1,9})\}|(?<!\w\$)(\d{1,9})(?!\w|\.\d|,\d{3}(?!\d)))/g,
    read: ([, braced, bare]) => numbered('', braced ?? bare, 0),
  },
  {
    name: 'rewoo',
    marker: '#E',
    pattern: /(?<!\w)#E(\d{1,9})(?!\w)/g,
    read: ([, number]) => numbered('E', number, 0),
  },
  {
    name: 'task-bench',
    marker: '<',
    pattern: /<node-(\d{1,9})>|<GENERATED>-(\d{1,9})(?!\w)/g,
    read: ([, node, generated]) =>
      node === undefined ? numbered('GENERATED-', generated, 1) : numbered('node-', node, 1),
  },
  {
    name: 'nestful',
    marker: '$var',
    pattern: /\$(var_?(\d{1,9}))([.[](?![\s.,;:!?])[^$\n]{1,256})?\$/g,
    read: ([, name = '', number, path = '']) => ({ name, position: Number(number), path: fieldsOf(path) }),
  },
  {
    name: 'nes-tools',
    marker: 'API_call_',
    pattern: /(?<!\w)API_call_\d{1,9}(?!\w)/g,
    read: ([name]) => ({ name, position: null, path: [] }),
  },
];

/** @param first - Added to the number to make it a position from 1. */
function numbered(prefix: string, digits: string | undefined, first: number): Named {
  return { name: `${prefix}${digits}`, position: Number(digits) + first, path: [] };
}

/** The keys of `.Exchange Rate` or `.author[0].id`. */
function fieldsOf(path: string): string[] {
  return Array.from(path.matchAll(/\[(\d+)\]|[^.[\]]+/g), ([field, index]) => index ?? field);
}
