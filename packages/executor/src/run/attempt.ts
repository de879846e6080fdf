import type { ExecutorError } from '../errors.js';
import { runInstrumented } from '../observe/instrumentation.js';
import type { AttemptOutcome } from '../types.js';
import { abandonedSettled } from './abandoning.js';
import { AttemptContext } from './attempt-context.js';
import { hedgeLost, toolTimeout } from './call-errors.js';
import { attemptInfo, attemptStartEvent } from './call-events.js';
import type { CallRun } from './call-run.js';
import type { Deadline, Expiring } from './deadlines.js';
import { executeTool, timeoutMsOf } from './execute-tool.js';
import { NestedBatches } from './nested-batches.js';

const then = Promise.prototype.then;

/** What few attempts have: a million may run. */
interface RareFacts {
  /** The attempt it joined as a hedge. */
  joined: Attempt | null;
  /** The hedge that joined it. */
  hedge: Attempt | null;
  /** Who goes on with what it ran. */
  heir: Attempt | null;
  /** Keeps a hedge from joining. */
  stopHedge: (() => void) | null;
}

/**
 * One run of the tool of a call. It ends when the tool settles, at its deadline, or when it is cancelled, whichever comes
 * first; what the tool does after that is swallowed. Times in integer µs since the batch was submitted.
 */
export class Attempt implements Expiring {
  readonly run: CallRun;
  /** The attempt before; null for the first. */
  readonly previous: Attempt | null;
  /** Counted from 1. */
  readonly number: number;
  readonly startUs: number;
  endUs = 0;
  /** Null while it runs. */
  outcome: AttemptOutcome | null = null;
  /** What the call came to, were it the last; for all but `ok`. */
  error: ExecutorError | null = null;
  /** The tool had not settled when the attempt was ended for it. */
  abandoned = false;
  toolRuns = false;
  /** What few attempts have. */
  #rare: RareFacts | null = null;
  #isDecided = false;
  #context: AttemptContext | null = null;
  #deadline: Deadline | null = null;
  #nested: NestedBatches | null = null;

  /** @param rival - The attempt it joins. */
  constructor(run: CallRun, startUs: number, rival: Attempt | null = null) {
    this.run = run;
    this.previous = run.attempt;
    this.number = (run.attempt?.number ?? 0) + 1;
    this.startUs = startUs;
    if (rival === null) return;
    this.#facts().joined = rival;
    rival.#facts().hedge = this;
  }

  #facts(): RareFacts {
    this.#rare ??= { joined: null, hedge: null, heir: null, stopHedge: null };
    return this.#rare;
  }

  /** The attempt it joined as a hedge, or that joined it; null for most. */
  get rival(): Attempt | null {
    return this.#rare === null ? null : (this.#rare.joined ?? this.#rare.hedge);
  }

  get isHedge(): boolean {
    return this.#rare !== null && this.#rare.joined !== null;
  }

  /** Counted from 1, without hedges. */
  get tryNumber(): number {
    let count = 0;
    for (let attempt: Attempt | null = this; attempt !== null; attempt = attempt.previous) {
      if (!attempt.isHedge) count += 1;
    }
    return count;
  }

  /** Has what calls that off. */
  hedgeIn(stop: () => void): void {
    this.#facts().stopHedge = stop;
  }

  get runUs(): number {
    return this.endUs - this.startUs;
  }

  /** Without what it ran beside the attempt it joined. */
  get ownRunUs(): number {
    if (!this.isHedge) return this.runUs;
    const { rival } = this;
    return rival === null || rival.outcome === null ? 0 : Math.max(0, this.endUs - rival.endUs);
  }

  /** The tool of this attempt, or of one before it, may still be at it. */
  get hasAbandoned(): boolean {
    for (let attempt: Attempt | null = this; attempt !== null; attempt = attempt.previous) {
      if (attempt.abandoned && attempt.toolRuns) return true;
    }
    return false;
  }

  /** What it ran goes on as another. */
  get hasHeir(): boolean {
    return this.#heir !== null;
  }

  /** Who goes on with what it ran. */
  get #heir(): Attempt | null {
    return this.#rare === null ? null : this.#rare.heir;
  }

  get isDecided(): boolean {
    return this.#isDecided;
  }

  /** @param nowUs - On the engine's clock. */
  start(nowUs: number): void {
    const { run, number } = this;
    const { batch, call } = run;
    this.#deadline = batch.engine.deadlines.set(timeoutMsOf(run), this, nowUs / 1000);
    const context = new AttemptContext(batch.batchId, call.id, call.name, number, batch.options.context);
    this.#context = context;
    this.announce();
    // Who heard of it may have ended it.
    if (this.#isDecided) return;
    this.toolRuns = true;
    const { currentAttempt } = batch.engine;
    run.scope.runInAsyncScope(currentAttempt.run, currentAttempt, this, runTool, this, context);
  }

  /** What another attempt runs goes on as this one, under the same deadline. */
  goOnWith(other: Attempt, nowUs: number): void {
    const { batch } = this.run;
    const dueMs = other.#deadline?.dueMs ?? Number.POSITIVE_INFINITY;
    this.#deadline = batch.engine.deadlines.set(Math.max(0, dueMs - nowUs / 1000), this, nowUs / 1000);
    this.#context = other.#context;
    this.#nested = other.#nested;
    this.toolRuns = other.toolRuns;
    other.#leaveTo(this);
  }

  #leaveTo(heir: Attempt): void {
    this.#facts().heir = heir;
    this.#context = null;
    this.#nested = null;
    this.toolRuns = false;
  }

  /** What it ran goes on as another; for its own call it is over. */
  endEarly(error: ExecutorError): void {
    const nowUs = this.run.batch.engine.nowUs();
    this.#decide(nowUs - this.run.batch.startUs);
    this.#end('cancelled', error, nowUs);
  }

  /** Lets everybody hear that it begins. */
  announce(): void {
    const { run } = this;
    if (run.batch.isHeard) run.batch.emit(attemptStartEvent(run, this));
  }

  onDeadline(): void {
    const { run } = this;
    const error = toolTimeout(run.call, timeoutMsOf(run), this.number);
    this.stop('timeout', error, error);
  }

  /**
   * Aborts the tool's signal and ends the attempt, whatever the tool does.
   *
   * @param signalReason - What the tool's signal says.
   */
  stop(outcome: 'timeout' | 'cancelled', error: ExecutorError, signalReason: unknown): void {
    if (this.#isDecided) return;
    this.#decide(this.run.batch.nowUs());
    if (this.#context !== null) AttemptContext.abort(this.#context, signalReason);
    // One turn of the event loop in which a tool that honours its signal settles: only one that does not is abandoned.
    setImmediate(() => {
      this.abandoned = this.toolRuns;
      this.#end(outcome, error, this.run.batch.engine.nowUs());
    });
  }

  /** A batch begins that the tool asked for; null when the attempt has been decided already. */
  enterNested(): NestedBatches | null {
    if (this.#heir !== null) return this.#heir.enterNested();
    if (this.#isDecided) return null;
    const { rival } = this;
    if (rival !== null) {
      // Two that wait for calls of their own would need the slots of the call twice.
      const error = hedgeLost(this.run.call, rival.number);
      rival.stop('cancelled', error, error);
    }
    this.#nested ??= new NestedBatches(this.run);
    this.#nested.enter();
    return this.#nested;
  }

  /** It has its slots back, which it gave up for nested batches. */
  resume(): void {
    this.#nested?.resume();
  }

  settled(outcome: 'ok' | 'error', value: unknown): void {
    if (this.#heir !== null) {
      this.#heir.settled(outcome, value);
      return;
    }
    this.toolRuns = false;
    if (this.#isDecided) {
      if (this.abandoned) abandonedSettled(this.run);
      return;
    }
    const nowUs = this.run.batch.engine.nowUs();
    this.#decide(nowUs - this.run.batch.startUs);
    this.#end(outcome, value, nowUs);
  }

  #decide(endUs: number): void {
    this.#isDecided = true;
    this.endUs = endUs;
    this.#deadline?.clear();
    this.#deadline = null;
    if (this.#rare === null) return;
    this.#rare.stopHedge?.();
    this.#rare.stopHedge = null;
  }

  #end(outcome: AttemptOutcome, value: unknown, nowUs: number): void {
    this.#context = null;
    this.run.attemptEnded(this, outcome, value, nowUs);
    this.#nested?.end();
    this.run.batch.engine.pump();
  }
}

/** Runs the tool once. What it gives, throws, or is that is no promise, is what a promise makes of it. */
function runTool(attempt: Attempt, context: AttemptContext): void {
  let running: Promise<unknown>;
  try {
    running = Promise.resolve(execute(attempt, context));
  } catch (thrown) {
    running = Promise.reject(thrown);
  }
  // Of the prototype: a promise may come with a `then` of its own.
  then.call(
    running,
    (value) => attempt.settled('ok', value),
    (thrown) => attempt.settled('error', thrown),
  );
}

/** Inside what watches the executor, if anything does. */
function execute(attempt: Attempt, context: AttemptContext): unknown {
  const { run } = attempt;
  const { instrumentation, onListenerError } = run.batch.engine.options;
  if (instrumentation?.runAttempt === undefined) return executeTool(run, context);
  return runInstrumented(instrumentation, attemptInfo(attempt), () => executeTool(run, context), onListenerError);
}
