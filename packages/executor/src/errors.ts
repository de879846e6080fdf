/** What went wrong, for callers to branch on. Stable: messages may change, codes do not. */
export type ErrorCode =
  | 'INVALID_OPTION'
  | 'INVALID_CALL'
  | 'EXECUTOR_CLOSED'
  | 'BATCH_SEALED'
  | 'UNKNOWN_TOOL'
  | 'INVALID_ARGUMENTS'
  | 'TOOL_FAILED'
  | 'TOOL_TIMEOUT'
  | 'ABORTED'
  | 'FAIL_FAST'
  | 'DEADLINE'
  | 'DISCARDED'
  | 'CONTROL_FLOW'
  | 'CIRCUIT_OPEN'
  | 'BUDGET_EXCEEDED'
  | 'HEDGE_LOST'
  | 'THREAD_EXITED'
  | 'THREAD_OUT_OF_MEMORY'
  | 'MODULE_FAILED'
  | 'NOT_CLONEABLE'
  | 'POOL_FAILED'
  | 'PLAN_CYCLE'
  | 'INVALID_REFERENCE';

/** Facts of an error: ids and numbers, never arguments or outputs. */
export interface ErrorFacts {
  readonly cause?: unknown;
  readonly callId?: string | undefined;
  readonly toolName?: string | undefined;
  readonly timeoutMs?: number | undefined;
  /** Attempts made, the failed one included. */
  readonly attempts?: number | undefined;
  /** When the tool may be asked again, in ms from now. */
  readonly retryAfterMs?: number | undefined;
  /** What was wrong with the arguments, one entry per problem. */
  readonly issues?: readonly { readonly path: string; readonly message: string }[] | undefined;
}

const BRAND: unique symbol = Symbol.for('@parallel-tools/executor/error') as never;

/** The one error class of the executor; `code` says which. */
export class ExecutorError extends Error {
  override readonly name = 'ExecutorError';
  readonly code: ErrorCode;
  readonly callId: string | undefined;
  readonly toolName: string | undefined;
  readonly timeoutMs: number | undefined;
  readonly attempts: number | undefined;
  readonly retryAfterMs: number | undefined;
  readonly issues: ErrorFacts['issues'];

  constructor(code: ErrorCode, message: string, facts: ErrorFacts = {}) {
    super(message, 'cause' in facts ? { cause: facts.cause } : undefined);
    this.code = code;
    this.callId = facts.callId;
    this.toolName = facts.toolName;
    this.timeoutMs = facts.timeoutMs;
    this.attempts = facts.attempts;
    this.retryAfterMs = facts.retryAfterMs;
    this.issues = facts.issues;
    Object.defineProperty(this, BRAND, { value: true });
  }
}

/**
 * Whether a value is an `ExecutorError`, also one of another copy of this package.
 *
 * @example
 * isExecutorError(new Error('no')); // => false
 */
export function isExecutorError(value: unknown): value is ExecutorError {
  try {
    return typeof value === 'object' && value !== null && BRAND in value;
  } catch {
    // A proxy may throw when it is asked.
    return false;
  }
}

/** The message of anything that can be thrown, always a string; never throws itself. */
export function messageOf(thrown: unknown): string {
  try {
    return String(thrown instanceof Error ? thrown.message : thrown);
  } catch {
    return 'a value that cannot be shown';
  }
}
