import type { ErrorCode } from './errors.js';

type RunFailureCode = Extract<
  ErrorCode,
  'THREAD_EXITED' | 'THREAD_OUT_OF_MEMORY' | 'MODULE_FAILED' | 'NOT_CLONEABLE' | 'POOL_FAILED'
>;

/** An attempt came to nothing for another reason than that its tool threw. */
export class RunFailure extends Error {
  readonly #brand = true;
  readonly code: RunFailureCode;
  /** Whether the same may fare better another time. */
  readonly isRetryable: boolean;

  constructor(code: RunFailureCode, message: string, options?: { cause: unknown }) {
    super(message, options);
    this.code = code;
    this.isRetryable = code === 'THREAD_EXITED' || code === 'POOL_FAILED';
  }

  /** Asks nothing of the value: a tool may throw a proxy. */
  static is(value: unknown): value is RunFailure {
    return typeof value === 'object' && value !== null && #brand in value;
  }
}
