import type { AttemptOutcome, ToolContext } from '../types.js';
import type { Deadlines } from './deadlines.js';

/** How an attempt ended. */
export interface AttemptEnd {
  readonly outcome: AttemptOutcome;
  /** What the tool returned; for `ok` only. */
  readonly value: unknown;
  /** What it threw, or why it was ended; for all but `ok`. */
  readonly thrown: unknown;
  /** The tool had not settled when the attempt was ended for it. */
  readonly abandoned: boolean;
}

/** What an attempt runs, and under which deadline. */
export interface AttemptOptions {
  readonly run: (context: ToolContext) => unknown;
  readonly context: Omit<ToolContext, 'signal'>;
  /** From `start()`. */
  readonly timeoutMs: number;
  readonly deadlines: Deadlines;
  /** What the signal's reason and the result say at the deadline. */
  readonly timeoutError: () => Error;
  /** Called at the moment the outcome is decided. */
  readonly onDecided: () => void;
  /** Called once, after `onDecided`. */
  readonly onEnd: (end: AttemptEnd) => void;
}

/** One run of a tool. */
export interface Attempt {
  start(): void;
  /**
   * Aborts the tool's signal and ends the attempt as `cancelled`, whatever the tool does; also before the start.
   *
   * @param signalReason - What the tool's signal says; the error where there is none.
   */
  cancel(error: Error, signalReason?: unknown): void;
}

const nothing = (): void => undefined;

/**
 * Runs a tool once. The attempt ends when the tool settles, at its deadline, or when it is cancelled, whichever comes
 * first; what the tool does after that is swallowed. A synchronous throw, a thenable and a second settlement are what a
 * promise makes of them.
 */
export function createAttempt(options: AttemptOptions): Attempt {
  const { context, abort } = createContext(options.context);
  let toolRuns = false;
  let decided = false;
  let removeDeadline = nothing;

  const decide = (): boolean => {
    if (decided) return false;
    decided = true;
    removeDeadline();
    options.onDecided();
    return true;
  };

  const settle = (outcome: 'ok' | 'error', value: unknown, thrown: unknown) => {
    toolRuns = false;
    if (decide()) options.onEnd({ outcome, value, thrown, abandoned: false });
  };

  const stop = (outcome: 'timeout' | 'cancelled', error: Error, signalReason: unknown = error) => {
    if (!decide()) return;
    abort(signalReason);
    // One turn of the event loop in which a tool that honours its signal settles: only one that does not is abandoned.
    setImmediate(() => options.onEnd({ outcome, value: undefined, thrown: error, abandoned: toolRuns }));
  };

  return {
    start() {
      if (decided) return;
      toolRuns = true;
      removeDeadline = options.deadlines.add(options.timeoutMs, () => stop('timeout', options.timeoutError()));
      new Promise((resolve) => resolve(options.run(context))).then(
        (value) => settle('ok', value, undefined),
        (thrown) => settle('error', undefined, thrown),
      );
    },
    cancel: (error, signalReason) => stop('cancelled', error, signalReason),
  };
}

/**
 * Makes the signal when it is first read: most tools never do, and a signal costs more than the rest of a call. The getter
 * is the object's own, so that a copy of the context has its signal.
 */
function createContext({ batchId, callId, toolName, attempt }: AttemptOptions['context']) {
  let controller: AbortController | undefined;
  let aborted: { readonly reason: unknown } | undefined;
  const context: ToolContext = {
    batchId,
    callId,
    toolName,
    attempt,
    get signal() {
      if (controller === undefined) {
        controller = new AbortController();
        if (aborted !== undefined) controller.abort(aborted.reason);
      }
      return controller.signal;
    },
  };
  const abort = (reason: unknown) => {
    aborted = { reason };
    controller?.abort(reason);
  };
  return { context, abort };
}
