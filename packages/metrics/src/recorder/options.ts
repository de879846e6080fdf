import type { RecorderError } from '../errors.js';
import type { SamplingOptions } from './sampling.js';

/**
 * When something recorded is safe, and `record()` resolves. `memory`: at once; what waits is lost when the process is killed.
 * `spool`: when it is in a file on the disk, from where this recorder or the next brings it to the database.
 * `commit`: when the database has it.
 */
export type Durability = 'memory' | 'spool' | 'commit';

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
   * What may be lost when the process is killed, or the database is away for longer than `retryForMs`: see `Durability`.
   * @defaultValue 'memory'
   */
  readonly durability?: Durability;
  /**
   * Folder for the spool of `durability: 'spool'`, in a folder of its own for each database.
   * @defaultValue the path of the database file with `.spool` added; `./parallel-tools-spool` for PostgreSQL
   */
  readonly spoolFolder?: string;
  /**
   * Most bytes in the spool. What does not fit only waits in memory. A positive integer.
   * @defaultValue 1_073_741_824 (1 GiB)
   */
  readonly maxSpoolBytes?: number;
  /**
   * Leaves out the calls of batches that are neither slow nor had a failure, a retry or a timeout, save for a share.
   * Rollups count them all the same, and the rows of the batches themselves stay.
   * @defaultValue every batch with its calls
   */
  readonly sampling?: SamplingOptions;
  /**
   * Tells batches that could have been one: the values in a call's arguments are compared with the output of the turn before
   * in its session, as salted hashes that never leave the process.
   * @defaultValue true
   */
  readonly missedParallelism?: boolean;
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
export type ResolvedRecorderOptions = Required<
  Omit<RecorderOptions, 'redact' | 'onError' | 'spoolFolder' | 'sampling'>
> &
  Pick<RecorderOptions, 'redact' | 'onError' | 'spoolFolder' | 'sampling'>;

const DEFAULTS = Object.freeze({
  url: 'file:./parallel-tools.db',
  durability: 'memory',
  maxSpoolBytes: 1024 * 1024 * 1024,
  missedParallelism: true,
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
  if (!['memory', 'spool', 'commit'].includes(resolved.durability)) {
    throw wrong('durability', "'memory', 'spool' or 'commit'", resolved.durability);
  }
  if (resolved.spoolFolder !== undefined && (typeof resolved.spoolFolder !== 'string' || resolved.spoolFolder === '')) {
    throw wrong('spoolFolder', 'a path', resolved.spoolFolder);
  }
  if (typeof resolved.missedParallelism !== 'boolean') {
    throw wrong('missedParallelism', 'a boolean', resolved.missedParallelism);
  }
  if (resolved.sampling !== undefined) requireSampling(resolved.sampling);
  requireFunction('redact', resolved.redact);
  requireFunction('onError', resolved.onError);
  for (const name of [
    'maxQueuedBatches',
    'maxQueuedBytes',
    'maxSpoolBytes',
    'maxErrorMessageChars',
    'maxPayloadChars',
    'retryForMs',
  ] as const) {
    const value = resolved[name];
    if (!Number.isSafeInteger(value) || value < 1) throw wrong(name, 'a positive integer', value);
  }
  return Object.freeze(resolved);
}

function requireSampling({ share, slowMs }: SamplingOptions): void {
  if (!(share >= 0 && share <= 1)) throw wrong('sampling.share', 'a number from 0 to 1', share);
  if (!(slowMs > 0)) throw wrong('sampling.slowMs', 'a positive number', slowMs);
}

function requireFunction(name: string, value: unknown): void {
  if (value !== undefined && typeof value !== 'function') throw wrong(name, 'a function', value);
}

function wrong(name: string, expected: string, value: unknown): TypeError {
  return new TypeError(`${name} must be ${expected}, got ${String(value)}`);
}
