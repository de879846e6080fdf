import { AsyncResource } from 'node:async_hooks';
import { check } from '../check.js';
import { ExecutorError } from '../errors.js';
import type { AddOptions, OpenBatch, PendingCall } from '../executor-types.js';
import { LazyBatchResult } from '../observe/batch-result.js';
import { guard, hand } from '../observe/emitter.js';
import type { BatchEvent } from '../observe/events.js';
import type { ResolvedBatchOptions } from '../options.js';
import { checkCall, checkDependencies } from '../plan/check-call.js';
import type { Plan } from '../plan/describe-plan.js';
import type { Chunks } from '../schedule/chunks.js';
import { ScheduledBatch } from '../schedule/scheduled-call.js';
import type { BatchResult, ToolCall, ToolResult } from '../types.js';
import type { Attempt } from './attempt.js';
import { batchEndEvent, batchStartEvent } from './batch-events.js';
import { factsOf, limitsOf, resultsOf } from './batch-facts.js';
import { newBatchId } from './batch-id.js';
import { BatchPlanner } from './batch-planner.js';
import { CallBudget } from './call-budget.js';
import type { CancelCause } from './call-errors.js';
import { callDiscardedEvent, callQueuedEvent } from './call-events.js';
import { CallRun } from './call-run.js';
import type { Deadline } from './deadlines.js';
import type { Engine } from './engine.js';
import { holdChunks } from './hold-chunks.js';
import { hold, letGo } from './holding.js';
import type { ListNode } from './linked-list.js';
import type { NestedBatches } from './nested-batches.js';
import { PendingCallRun } from './pending-call-run.js';
import type { View } from './view.js';

/** One batch while it runs: takes calls, ends early when it must, and makes the result when its last call has ended. */
export class BatchRun extends ScheduledBatch implements OpenBatch {
  readonly engine: Engine;
  readonly options: ResolvedBatchOptions;
  readonly view: View;
  readonly batchId: string;
  /** On the engine's clock, in µs; other times are relative to it. */
  readonly startUs: number;
  /** The async context of the code that submitted the batch. */
  readonly scope = new AsyncResource('ParallelToolsBatch');
  /** The attempt inside whose run the batch was asked for. */
  readonly parent: Attempt | null;
  readonly runs: CallRun[] = [];
  readonly byId = new Map<string, CallRun>();
  /** Why the batch ends early; set once. */
  cancelCause: CancelCause | null = null;
  sequentialUs = 0;
  isFinished = false;
  /** Epoch ms. */
  readonly startedAtMs: number;
  readonly #result = Promise.withResolvers<BatchResult>();
  readonly planner: BatchPlanner;
  readonly #budget: CallBudget;
  #place: ListNode<BatchRun> | null = null;
  #nested: NestedBatches | null = null;
  #chunks: Chunks<CallRun> | null = null;
  #stopListening: (() => void) | null = null;
  #deadline: Deadline | null = null;
  /** Its calls come one by one. */
  isOpen = true;
  #isSubmitting = false;
  #mustCancel = false;
  #openCount = 0;
  #okCount = 0;
  #takenOverCount = 0;
  #lastEndUs = 0;
  #sealed = false;

  constructor(engine: Engine, view: View, options: ResolvedBatchOptions) {
    super(engine.scheduler.nextPlace(), engine.newBatchLimit(options.maxConcurrency));
    this.engine = engine;
    this.view = view;
    this.options = options;
    const { clock, random } = engine.options;
    this.startUs = engine.nowUs();
    this.startedAtMs = clock.wallTimeMs();
    this.batchId = newBatchId(this.startedAtMs, random);
    this.parent = engine.currentAttempt.getStore() ?? null;
    this.planner = new BatchPlanner(this);
    this.#budget = new CallBudget(options.maxCalls, engine);
  }

  /**
   * The batch of this engine that gave this result.
   *
   * @throws {ExecutorError} `INVALID_OPTION` when none did.
   */
  static of(result: unknown, engine: Engine): BatchRun {
    const origin = LazyBatchResult.originOf(result);
    const isOurs = origin instanceof BatchRun && origin.engine === engine;
    check(isOurs, 'result', 'must be one that this executor gave, not a copy of it', result);
    return origin;
  }

  get result(): Promise<BatchResult> {
    return this.#result.promise;
  }

  /** Why no call may start any more. Others may hear of an abort or a failure, and set the engine going, before its calls. */
  get endCause(): CancelCause | null {
    const { signal } = this.options;
    if (this.cancelCause !== null || !signal?.aborted) return this.cancelCause;
    return { code: 'ABORTED', reason: signal.reason };
  }

  /** Whether anybody would see an event. */
  get isHeard(): boolean {
    return this.options.onEvent !== null || this.engine.emitter.isHeard;
  }

  /**
   * Runs these calls and no more.
   *
   * @throws {ExecutorError} `INVALID_CALL`, `INVALID_OPTION`, before anything has happened.
   */
  runAll(calls: readonly ToolCall[]): void {
    this.#takeAll(calls);
    this.#run();
  }

  /** Runs what of a finished batch did not end `ok`, and takes the other results over. */
  runAgain({ runs }: BatchRun): void {
    this.#takeAll(runs.map(({ call }) => call));
    for (const run of runs) this.runs[run.seq - 1]?.takeOver(run);
    this.#run();
  }

  #run(): void {
    for (const run of this.runs) this.#budget.take(run);
    this.isOpen = false;
    if (this.runs.length === 0) {
      // Nothing to plan, to wait for, or to end early.
      if (this.isHeard) this.emit(batchStartEvent(this));
      this.#sealed = true;
      this.#finishIfDone();
      return;
    }
    this.#isSubmitting = true;
    this.#enterNested();
    this.begin();
    const order = this.planner.planAll(this.runs);
    if (this.runs.length > this.options.chunkSize) this.#chunks = holdChunks(this.runs, order, this.options.chunkSize);
    if (this.isHeard) for (const run of this.runs) this.emit(callQueuedEvent(run));
    for (const run of this.runs) run.submit(this.startUs);
    this.#isSubmitting = false;
    if (this.cancelCause !== null) this.#cancelAll(this.cancelCause);
    this.seal();
  }

  /**
   * What would wait for what. The batch is not known to anybody and never runs.
   *
   * @throws {ExecutorError} As `runAll`.
   */
  plan(calls: readonly ToolCall[]): Plan {
    this.#takeAll(calls);
    return this.planner.describe(this.runs);
  }

  /** Makes the batch known; only then it can be aborted. */
  begin(): void {
    this.#place = this.engine.openBatches.add(this);
    if (this.isHeard) this.emit(batchStartEvent(this));
    this.#listenTo(this.options.signal);
    this.#deadline = this.engine.deadlines.set(this.options.deadlineMs, this, this.startUs / 1000);
  }

  add(call: ToolCall, options: AddOptions = {}): PendingCall {
    if (this.#sealed) throw new ExecutorError('BATCH_SEALED', `batch ${this.batchId} is sealed; open another`);
    if (typeof call === 'object' && call !== null) checkDependencies(call, this.byId);
    const { execute, hold: isHeld = false, result, cacheGroup = '' } = options;
    const run = this.#take(call);
    if (result !== undefined) run.settle(result);
    this.#budget.take(run);
    this.#enterNested();
    run.addExtras().availableUs = this.nowUs();
    if (execute !== undefined) run.runInstead(execute);
    if (isHeld) hold(run);
    if (cacheGroup !== '') run.addExtras().cacheGroup = cacheGroup;
    this.#announce(run);
    this.engine.pump();
    return new PendingCallRun(run);
  }

  /** An added call; its plan and its event call code of others, which may end the batch. */
  #announce(run: CallRun): void {
    const [isNested, isCancelled] = [this.#isSubmitting, this.cancelCause !== null];
    this.#isSubmitting = true;
    this.planner.planNext(run);
    if (this.isHeard) this.emit(callQueuedEvent(run));
    this.#isSubmitting = isNested;
    run.submit(this.engine.nowUs());
    if (this.cancelCause === null) return;
    if (isNested || isCancelled) run.cancel(this.cancelCause);
    else this.#cancelAll(this.cancelCause);
  }

  seal(): void {
    this.#sealed = true;
    this.engine.pump();
    this.#finishIfDone();
  }

  /** Ends all calls that have not ended; those that come later end at once. */
  cancel(cause: CancelCause): void {
    if (this.cancelCause !== null) return;
    this.cancelCause = cause;
    // Nobody shall hear of the end of a call before its beginning.
    if (this.#isSubmitting) return;
    this.#cancelAll(cause);
    this.engine.pump();
  }

  onDeadline(): void {
    this.cancel({ code: 'DEADLINE', deadlineMs: this.options.deadlineMs });
  }

  nowUs(): number {
    return this.engine.nowUs() - this.startUs;
  }

  isControlFlow(thrown: unknown): boolean {
    const { isControlFlow } = this.options;
    if (isControlFlow === null) return false;
    let answer = false;
    guard(() => {
      answer = isControlFlow(thrown);
    }, this.engine.options.onListenerError);
    return answer;
  }

  emit(event: BatchEvent): void {
    const { emitter, options } = this.engine;
    if (this.options.onEvent !== null) hand(event, this.options.onEvent, options.onListenerError);
    emitter.emit(event);
  }

  /** Counts an attempt that has ended. */
  countAttempt({ scheduledTool }: CallRun, attempt: Attempt, isRetried: boolean): void {
    if (!this.engine.options.trackStats) return;
    const { number, outcome, runUs } = attempt;
    const { ownRunUs } = attempt;
    this.sequentialUs += ownRunUs;
    scheduledTool.runUs += ownRunUs;
    if (number === 1) scheduledTool.startedCount += 1;
    if (isRetried) scheduledTool.retryCount += 1;
    if (outcome === 'timeout') scheduledTool.timeoutCount += 1;
    if (outcome !== 'ok') return;
    scheduledTool.learn(runUs);
    this.engine.totals.addRun(runUs);
  }

  /** Takes in the result of a call, before anybody hears of it. */
  noteEnd(run: CallRun, result: ToolResult): void {
    this.#openCount -= 1;
    this.#lastEndUs = Math.max(this.#lastEndUs, run.endUs);
    const { scheduledTool } = run;
    if (run.extras.settled !== null) {
      this.#takenOverCount += 1;
      return;
    }
    if (result.status === 'ok') this.#okCount += 1;
    if (this.engine.options.trackStats) {
      scheduledTool.callCount += 1;
      if (result.status === 'ok') scheduledTool.okCount += 1;
    }
    const failsFast = result.status === 'error' && this.options.onError === 'fail-fast' && this.cancelCause === null;
    // What is added by somebody who hears of the failure must not start.
    if (!failsFast) return;
    this.cancelCause = { code: 'FAIL_FAST', failedCallId: run.call.id };
    this.#mustCancel = !this.#isSubmitting;
  }

  /** All have heard of the end of a call. */
  callEnded(run: CallRun): void {
    if (this.#mustCancel && this.cancelCause !== null) {
      this.#mustCancel = false;
      this.#cancelAll(this.cancelCause);
    }
    if (this.#chunks !== null && this.cancelCause === null) for (const next of this.#chunks.end(run)) letGo(next);
    this.#finishIfDone();
  }

  noteDiscard(run: CallRun): void {
    if (run.result?.status === 'ok') this.#okCount -= 1;
    if (this.isHeard) this.emit(callDiscardedEvent(run));
  }

  #takeAll(calls: readonly ToolCall[]): void {
    if (!Array.isArray(calls)) throw new ExecutorError('INVALID_CALL', 'calls must be an array');
    for (const call of calls) this.#take(call);
    for (const { call } of this.runs) checkDependencies(call, this.byId);
  }

  /** @throws {ExecutorError} For a call of the wrong shape; nothing has changed then. */
  #take(call: ToolCall): CallRun {
    checkCall(call, this.byId);
    this.planner.name(call);
    const tool = this.view.tools.get(call.name) ?? null;
    const run = new CallRun(this, this.runs.length + 1, call, tool);
    this.runs.push(run);
    this.byId.set(call.id, run);
    this.#openCount += 1;
    return run;
  }

  /** The call that asked for the batch waits for it. */
  #enterNested(): void {
    if (this.parent !== null) this.#nested ??= this.parent.enterNested();
  }

  #cancelAll(cause: CancelCause): void {
    for (const run of this.runs) run.cancel(cause);
  }

  #listenTo(signal: AbortSignal | null): void {
    if (signal === null) return;
    const onAbort = () => this.cancel({ code: 'ABORTED', reason: signal.reason });
    if (signal.aborted) onAbort();
    else this.#stopListening = this.engine.abortListeners.add(signal, onAbort);
  }

  #finishIfDone(): void {
    if (!this.#sealed || this.#openCount > 0 || this.isFinished) return;
    this.isFinished = true;
    this.#stopListening?.();
    this.#deadline?.clear();
    const { engine } = this;
    if (this.#place !== null) engine.openBatches.remove(this.#place);
    const { sequentialUs } = this;
    const callCount = this.runs.length - this.#takenOverCount;
    const [okCount, makespanUs] = [this.#okCount, this.#lastEndUs];
    if (engine.options.trackStats) engine.totals.addBatch({ callCount, okCount, sequentialUs, makespanUs });
    // Those in force now: they may change before the record is read.
    const limits = limitsOf(this);
    const result = new LazyBatchResult(this.batchId, resultsOf(this.runs), () => factsOf(this, limits), this);
    const { recorder, onListenerError } = engine.options;
    if (recorder !== null) {
      const calls = this.runs.map(({ call }) => call);
      const results = this.runs.map((run) => run.result as ToolResult);
      guard(() => recorder.record(result.record, { calls, results }), onListenerError);
    }
    if (this.isHeard) this.emit(batchEndEvent(this, result));
    const settle = () => this.#result.resolve(result);
    if (this.#nested === null) settle();
    else this.#nested.leave(settle);
  }
}
