import { ExecutorError } from '../../errors.js';
import { NOTATIONS, type Notation } from './notations.js';
import { quoted } from './quoted.js';
import type { ReferenceNotation } from './reference.js';

/** How the arguments of a call may refer to outputs of other calls of its batch. */
export interface ReferenceOptions {
  /**
   * Read besides the canonical forms, anywhere in a text. Their names count only where the batch has them; all else stays
   * as it is.
   * @defaultValue []
   */
  readonly notations?: readonly ReferenceNotation[] | undefined;
}

/** What a reader of arguments looks for. */
export interface ResolvedReferenceOptions {
  readonly notations: readonly Notation[];
  /** A text that holds none of them holds no reference. */
  readonly markers: readonly string[];
}

/** @throws {ExecutorError} `INVALID_OPTION` for a notation that is not known, or a list that is none. */
export function resolveReferenceOptions(options: ReferenceOptions): ResolvedReferenceOptions {
  const names: unknown = options.notations ?? [];
  if (!Array.isArray(names)) throw new ExecutorError('INVALID_OPTION', 'references.notations must be an array');
  const notations = [...new Set(names)].map(notationOf);
  return { notations, markers: [CALLS_MARKER, ...notations.map(({ marker }) => marker)] };
}

/** What every reference of the string form holds. */
const CALLS_MARKER = '${calls';

function notationOf(name: unknown): Notation {
  const notation = NOTATIONS.find((candidate) => candidate.name === name);
  if (notation !== undefined) return notation;
  const known = NOTATIONS.map((candidate) => `'${candidate.name}'`).join(', ');
  const got = typeof name === 'string' ? quoted(name) : typeof name;
  throw new ExecutorError('INVALID_OPTION', `references.notations must be of ${known}, got ${got}`);
}
