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
  const context = new AttemptContext(options.context);
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
    context.abort(signalReason);
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

/** Makes its signal when it is first read: most tools never do, and a signal costs more than the rest of a call. */
class AttemptContext implements ToolContext {
  readonly batchId: string;
  readonly callId: string;
  readonly toolName: string;
  readonly attempt: number;
  #controller: AbortController | undefined;
  #reason: unknown;

  constructor({ batchId, callId, toolName, attempt }: Omit<ToolContext, 'signal'>) {
    this.batchId = batchId;
    this.callId = callId;
    this.toolName = toolName;
    this.attempt = attempt;
  }

  get signal(): AbortSignal {
    if (this.#controller === undefined) {
      this.#controller = new AbortController();
      if (this.#reason !== undefined) this.#controller.abort(this.#reason);
    }
    return this.#controller.signal;
  }

  abort(reason: unknown): void {
    this.#reason = reason;
    this.#controller?.abort(reason);
  }
}
