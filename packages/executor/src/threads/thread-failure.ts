import { type ErrorCode, messageOf } from '../errors.js';

type ThreadFailureCode = Extract<
  ErrorCode,
  'THREAD_EXITED' | 'THREAD_OUT_OF_MEMORY' | 'MODULE_FAILED' | 'NOT_CLONEABLE'
>;

/** A task came to nothing for another reason than that its tool threw. */
export class ThreadFailure extends Error {
  readonly #brand = true;
  readonly code: ThreadFailureCode;
  /** Whether the same task may fare better another time. */
  readonly isRetryable: boolean;

  constructor(code: ThreadFailureCode, message: string, options?: { cause: unknown }) {
    super(message, options);
    this.code = code;
    this.isRetryable = code === 'THREAD_EXITED';
  }

  /** Asks nothing of the value: a tool may throw a proxy. */
  static is(value: unknown): value is ThreadFailure {
    return typeof value === 'object' && value !== null && #brand in value;
  }
}

/** What it means that the pool gave no reply. */
export function failureOf(thrown: unknown): ThreadFailure {
  const { name, code } = thrown as { name?: unknown; code?: unknown };
  const message = messageOf(thrown);
  if (name === 'DataCloneError') {
    return new ThreadFailure('NOT_CLONEABLE', `its arguments cannot be sent to a thread: ${message}`, {
      cause: thrown,
    });
  }
  if (code === 'ERR_WORKER_OUT_OF_MEMORY') {
    return new ThreadFailure('THREAD_OUT_OF_MEMORY', 'its thread ran out of memory; raise threads.resourceLimits', {
      cause: thrown,
    });
  }
  // The words of piscina, which says it in no other way.
  const exitCode = /^worker exited with code: (\d+)$/.exec(message)?.[1];
  if (exitCode !== undefined) {
    return new ThreadFailure('THREAD_EXITED', `its thread ended with exit code ${exitCode} before it gave a result`);
  }
  return new ThreadFailure('THREAD_EXITED', `its thread ended before it gave a result: ${message}`, { cause: thrown });
}
