import type { RecorderError } from '../errors.js';

/** Where a text that is about to be stored comes from. */
export interface RedactedField {
  readonly field: 'args' | 'output' | 'error-message';
  readonly toolName: string;
  readonly callId: string;
}

/** Options of `createRecorder`. */
export interface RecorderOptions {
  /**
   * Where to store. `file:` and a path: SQLite; a relative path is taken from the working directory when the recorder is
   * made. `postgresql://user@host/database`: PostgreSQL, in the schema `parallel_tools` or the one that `?schema=` names.
   * @defaultValue 'file:./parallel-tools.db'
   */
  readonly url?: string;
  /**
   * What to keep besides times, names, codes and labels. `'none'`: nothing. `'sizes'`: how big arguments and outputs
   * are, and error messages. `'full'`: also arguments and outputs themselves.
   * @defaultValue 'sizes'
   */
  readonly capture?: 'none' | 'sizes' | 'full';
  /**
   * Replaces a text before it is cut to length and stored; `null` keeps nothing of it. Called on the thread of
   * `record()`. Arguments and outputs come as JSON text. If it throws, nothing of the text is kept.
   * @defaultValue keeps texts as they are
   */
  readonly redact?: (text: string, about: RedactedField) => string | null;
  /**
   * Told once for each code why batches are not recorded. What it throws is ignored.
   * @defaultValue prints one line on stderr
   */
  readonly onError?: (error: RecorderError) => void;
  /**
   * Most batches that wait to be written; beyond it whole batches are dropped, oldest first. A positive integer.
   * @defaultValue 10_000
   */
  readonly maxQueuedBatches?: number;
  /**
   * Most bytes that wait to be written, as encoded; beyond it whole batches are dropped, oldest first. A positive integer.
   * @defaultValue 67_108_864 (64 MiB)
   */
  readonly maxQueuedBytes?: number;
  /**
   * Longest error message stored, in UTF-16 code units. A positive integer.
   * @defaultValue 500
   */
  readonly maxErrorMessageChars?: number;
  /**
   * Longest JSON text of arguments or output stored under `capture: 'full'`, in UTF-16 code units. Of a longer one the
   * beginning is kept, as a JSON string. A positive integer.
   * @defaultValue 16_384
   */
  readonly maxPayloadChars?: number;
  /**
   * How long a failing write is repeated before its batches are given up, in ms, from the first failure. A positive
   * integer.
   * @defaultValue 30_000
   */
  readonly retryForMs?: number;
}

/** Options with their defaults; a redaction or error handler may still be absent. */
export type ResolvedRecorderOptions = Required<Omit<RecorderOptions, 'redact' | 'onError'>> &
  Pick<RecorderOptions, 'redact' | 'onError'>;

const DEFAULTS = Object.freeze({
  url: 'file:./parallel-tools.db',
  capture: 'sizes',
  maxQueuedBatches: 10_000,
  maxQueuedBytes: 64 * 1024 * 1024,
  maxErrorMessageChars: 500,
  maxPayloadChars: 16_384,
  retryForMs: 30_000,
} as const);

/** @throws {TypeError} Names the option and the value that is wrong. An unusable URL is reported, not thrown. */
export function resolveRecorderOptions(options: RecorderOptions): ResolvedRecorderOptions {
  const given = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
  const resolved: ResolvedRecorderOptions = { ...DEFAULTS, ...given };
  if (typeof resolved.url !== 'string') throw wrong('url', 'a string', resolved.url);
  if (!['none', 'sizes', 'full'].includes(resolved.capture)) {
    throw wrong('capture', "'none', 'sizes' or 'full'", resolved.capture);
  }
  requireFunction('redact', resolved.redact);
  requireFunction('onError', resolved.onError);
  for (const name of [
    'maxQueuedBatches',
    'maxQueuedBytes',
    'maxErrorMessageChars',
    'maxPayloadChars',
    'retryForMs',
  ] as const) {
    const value = resolved[name];
    if (!Number.isSafeInteger(value) || value < 1) throw wrong(name, 'a positive integer', value);
  }
  return Object.freeze(resolved);
}

function requireFunction(name: string, value: unknown): void {
  if (value !== undefined && typeof value !== 'function') throw wrong(name, 'a function', value);
}

function wrong(name: string, expected: string, value: unknown): TypeError {
  return new TypeError(`${name} must be ${expected}, got ${String(value)}`);
}
