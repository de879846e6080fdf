import type { MetricsErrorCode } from './queries/types.js';

/** Why something was not recorded. */
export type RecorderErrorCode =
  /** The database can never be used as it is: what, and what to do, is in the message. Nothing more is recorded. */
  | 'DATABASE_UNUSABLE'
  /** Writes kept failing for longer than `retryForMs`; these batches were given up. */
  | 'WRITE_FAILED'
  /** A batch that could not be stored as it is: a record of another shape, or a `redact` that threw. */
  | 'BATCH_REJECTED'
  /** The spool could not be written or read: what, is in the message. Batches go to the database all the same. */
  | 'SPOOL_FAILED'
  /** The queue was full, or the recorder was closed: whole batches were dropped, oldest first. */
  | 'BATCHES_DROPPED';

/** Why a store could not do what it was asked; never leaves the package. */
export type StoreErrorCode =
  | Exclude<MetricsErrorCode, 'INVALID_RANGE'>
  | 'DATABASE_BUSY'
  | 'WRITE_FAILED'
  | 'WRITE_REJECTED';

class CodedError<Code extends string> extends Error {
  readonly code: Code;

  constructor(code: Code, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

const BRAND: unique symbol = Symbol.for('@parallel-tools/metrics/error') as never;

/** Why the metrics cannot be read; `code` says which. */
export class MetricsError extends CodedError<MetricsErrorCode> {
  override readonly name = 'MetricsError';
  /** @internal */
  readonly [BRAND] = true;
}

/** What a recorder reports to `onError`; `code` says which. */
export class RecorderError extends CodedError<RecorderErrorCode> {
  override readonly name = 'RecorderError';
}

/** See {@link StoreErrorCode}. */
export class StoreError extends CodedError<StoreErrorCode> {
  override readonly name = 'StoreError';
}

/**
 * Whether a value is a `MetricsError`, also one of another copy of this package.
 *
 * @example
 * isMetricsError(new Error('no')); // => false
 */
export function isMetricsError(value: unknown): value is MetricsError {
  return typeof value === 'object' && value !== null && BRAND in value;
}
