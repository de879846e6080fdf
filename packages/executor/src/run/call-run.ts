import { AsyncResource } from 'node:async_hooks';
import type { ExecutorError } from '../errors.js';
import type { AddOptions, EarlierResult } from '../executor-types.js';
import { addQueueWaits, addWait } from '../observe/waits.js';
import type { ValidatedArgs } from '../plan/validate-args.js';
import { ScheduledCall } from '../schedule/scheduled-call.js';
import type { AttemptOutcome, ToolCall, ToolResult, WaitCause, WaitRecord } from '../types.js';
import { keepResources } from './abandoning.js';
import { Attempt } from './attempt.js';
import { backOff } from './backing-off.js';
import type { BatchRun } from './batch-run.js';
import { type CancelCause, cancelled } from './call-errors.js';
import { attemptEndEvent, callEndEvent } from './call-events.js';
import { CallExtras, type CallReferences, NO_EXTRAS } from './call-extras.js';
import { refusalOf, retryInMsOf, tellPolicies } from './call-policies.js';
import { cancelledBy, failedDependencyOf, resultOf } from './call-results.js';
import { handOver, isShared, tellSharers } from './call-sharing.js';
import { hedgeLater, win } from './hedging.js';
import { dropHold } from './holding.js';
import type { ToolState } from './tool-state.js';
import type { ViewTool } from './view.js';

/**
 * Where a call is on its way. `checking`: its arguments are checked with the outputs that they refer to. `sharing`: it waits
 * for the result of another call that asks for the same.
 */
type Stage = 'waiting' | 'checking' | 'sharing' | 'queued' | 'running' | 'backing-off' | 'ended';

/** The life of one call, to its one result. Times in integer µs since the batch was submitted. */
export class CallRun extends ScheduledCall {
  declare readonly scheduled: BatchRun;
  declare readonly scheduledTool: ToolState;
  /** Replaced once where it goes on with other arguments. */
  call: ToolCall;
  /** Null for a tool that does not exist. */
  readonly tool: ViewTool | null;
  /** Valid arguments, once they are known. */
  args: object | null = null;
  /** The last one, or the one that runs. */
  attempt: Attempt | null = null;
  result: ToolResult | null = null;
  readyAtUs = 0;
  endUs = 0;
  waits: WaitRecord[] | null = null;
  #extras: CallExtras | null = null;
  /** Written by the rooms of `run/` that move it on. */
  stage: Stage = 'waiting';
  /** Ends the wait before its next attempt. */
  stopBackoff: (() => void) | null = null;
  #settled: PromiseWithResolvers<ToolResult> | null = null;

  constructor(batch: BatchRun, seq: number, call: ToolCall, tool: ViewTool | null) {
    const state = tool?.state ?? batch.engine.unknownTool;
    super(batch, seq, state, call.priority ?? state.options.priority ?? tool?.compiled.tool.priority ?? 0);
    this.call = call;
    this.tool = tool;
  }

  get batch(): BatchRun {
    return this.scheduled;
  }

  /** To be read. */
  get extras(): Readonly<CallExtras> {
    return this.#extras ?? NO_EXTRAS;
  }

  /** To be written. */
  addExtras(): CallExtras {
    this.#extras ??= new CallExtras();
    return this.#extras;
  }

  /** The async context its tool runs in. */
  get scope(): AsyncResource {
    return this.#extras?.own?.scope ?? this.scheduled.scope;
  }

  get isEnded(): boolean {
    return this.stage === 'ended';
  }

  /** Resolves with the result; never rejects. */
  whenEnded(): Promise<ToolResult> {
    if (this.#settled === null) {
      this.#settled = Promise.withResolvers();
      if (this.result !== null) this.#settled.resolve(this.result);
    }
    return this.#settled.promise;
  }

  /** Runs this instead of the tool's own function. */
  runInstead(execute: NonNullable<AddOptions['execute']>): void {
    this.addExtras().own = { execute, scope: new AsyncResource('ParallelToolsCall') };
  }

  /** Ends as this call of an earlier batch did, if that needs no repeating; else runs what that one ran. */
  takeOver({ result, extras: { isDiscarded, own } }: CallRun): void {
    if (own !== null) this.runInstead(own.execute);
    if (result === null || (result.status !== 'ok' && !isDiscarded)) return;
    const extras = this.addExtras();
    extras.settled = result;
    extras.source = 'earlier-batch';
    extras.isDiscarded = isDiscarded;
  }

  /** Ends as it is known to have ended before the batch. */
  settle(result: EarlierResult): void {
    const extras = this.addExtras();
    extras.settled = { ...result, ...this.ids };
    extras.source = 'earlier-batch';
  }

  /** Why it ends without running; the first reason counts. */
  refuse(problem: ExecutorError | null | undefined): void {
    if (problem != null) this.addExtras().problem ??= problem;
  }

  /** Takes in that its arguments were checked. */
  accept(checked: ValidatedArgs): void {
    if (checked.ok) this.args = checked.args;
    else this.refuse(checked.error);
  }

  /** Makes it known to the scheduler; what starts it is the engine's next pump. */
  submit(nowUs: number): void {
    // The end of another call may have let it go on before it was submitted, or ended it.
    if (this.stage !== 'waiting') return;
    if (this.#extras === null && this.pending === 0) this.#enqueue(nowUs);
    else if (this.extras.settled !== null) this.end(this.extras.settled, this.batch.nowUs());
    else if (this.extras.problem !== null) this.fail(this.extras.problem);
    else this.batch.engine.scheduler.submit(this);
  }

  /** Nothing holds it back any more: it queues, unless it has nothing to run with. */
  becomeReady(): void {
    // It comes up twice when the last call before it ended before it was submitted.
    if (this.stage !== 'waiting') return;
    const { problem, references } = this.extras;
    const failedDependencyId = failedDependencyOf(this);
    if (failedDependencyId !== null) {
      this.end({ status: 'skipped', ...this.ids, failedDependencyId }, this.batch.nowUs());
    } else if (problem !== null) this.fail(problem);
    else if (references === null) this.#enqueue(this.batch.engine.nowUs());
    else this.#resolve(references);
  }

  /** Begins the next attempt, unless it is too late, or goes on with the one that waited for calls of its own. */
  start(nowUs: number): void {
    if (this.stage === 'running') {
      this.attempt?.resume();
      this.attempt?.rival?.resume();
      return;
    }
    const { endCause } = this.batch;
    if (endCause !== null) {
      tellPolicies(this, 'cancelled', undefined, nowUs, nowUs);
      this.cancel(endCause);
      return;
    }
    this.stage = 'running';
    this.#addQueueWait(nowUs);
    this.attempt = new Attempt(this, nowUs - this.batch.startUs);
    this.attempt.start(nowUs);
    hedgeLater(this);
  }

  /** Ends the call early, wherever it is; without effect once it has ended. */
  cancel(cause: CancelCause): void {
    if (this.stage === 'ended') return;
    const nowUs = this.batch.nowUs();
    switch (this.stage) {
      case 'running': {
        const error = cancelled(this.call, cause, this.attempt?.number ?? 0);
        if (handOver(this, error, nowUs)) return;
        const reason = cause.code === 'ABORTED' ? cause.reason : error;
        this.attempt?.stop('cancelled', error, reason);
        this.attempt?.rival?.stop('cancelled', error, reason);
        return;
      }
      case 'sharing':
        this.#extras?.shared?.leave(this);
        this.addWait('shared', this.readyAtUs, nowUs);
        break;
      case 'backing-off':
        this.stopBackoff?.();
        this.addWait('backoff', this.attempt?.endUs ?? 0, nowUs);
        break;
      case 'queued':
        this.#addQueueWait(this.batch.startUs + nowUs);
        break;
      case 'waiting':
      case 'checking':
        break;
      default:
        this.stage satisfies never;
    }
    this.end(cancelledBy(this.call, cause, this.attempt?.number ?? 0), nowUs);
  }

  /**
   * The attempt that ran has ended.
   *
   * @param value - What the tool gave or threw, or the error that ended it.
   * @param nowUs - On the engine's clock.
   */
  attemptEnded(attempt: Attempt, decided: AttemptOutcome, value: unknown, nowUs: number): void {
    const { batch } = this;
    const isControlFlow = decided === 'error' && batch.isControlFlow(value);
    const outcome = isControlFlow ? 'cancelled' : decided;
    const result = resultOf(this.call, { outcome: decided, value, isControlFlow, attempt: attempt.number });
    attempt.outcome = outcome;
    if (result.status === 'error' || result.status === 'cancelled') attempt.error = result.error;
    const { rival } = attempt;
    const goesOn = rival !== null && rival.outcome === null;
    const hasFailed = outcome === 'error' || outcome === 'timeout';
    const { startUs } = batch;
    const asksMs = tellPolicies(this, outcome, value, startUs + attempt.startUs, startUs + attempt.endUs);
    const mayRetry = hasFailed && !goesOn && this.extras.won === null;
    const retryInMs = mayRetry ? retryInMsOf(this, attempt, value, asksMs, nowUs) : null;
    batch.countAttempt(this, attempt, retryInMs !== null);
    if (batch.isHeard) batch.emit(attemptEndEvent(this, attempt, retryInMs));
    // Of two at once the first to end gives one slot back and the last the other; an heir has the slot of what it got.
    if (goesOn ? !attempt.hasHeir : rival?.hasHeir) batch.engine.scheduler.giveAnother(this, nowUs);
    if (goesOn) {
      if (!hasFailed && decided !== 'cancelled') win(this, { result, endUs: attempt.endUs }, rival);
      return;
    }
    const { won } = this.extras;
    if (won !== null) this.end(won.result, won.endUs, nowUs);
    else if (retryInMs === null) this.end(result, attempt.endUs, nowUs);
    else backOff(this, attempt, retryInMs, nowUs);
    // The batch may have been ended between the end of the attempt and now, when there was nothing left to stop.
    const cause = this.extras.isDiscarded ? ({ code: 'DISCARDED' } as const) : batch.cancelCause;
    if (cause !== null) this.cancel(cause);
  }

  /** The tool of one of its attempts may still be at it. */
  get hasAbandoned(): boolean {
    return this.attempt?.hasAbandoned ?? false;
  }

  /** The circuit of its tool has opened while it queued. */
  refuseQueued(): void {
    if (this.stage !== 'queued' || this.rank === Number.POSITIVE_INFINITY) return;
    const nowUs = this.batch.engine.nowUs();
    const refusal = refusalOf(this, nowUs);
    if (refusal === null) return;
    this.#addQueueWait(nowUs);
    this.fail(refusal);
  }

  #enqueue(nowUs: number): void {
    this.readyAtUs = nowUs - this.batch.startUs;
    const { shared } = this.scheduledTool;
    if (shared === null || !isShared(this, shared)) this.queue(nowUs);
  }

  /** It stands in line for slots, unless a policy refuses it. */
  queue(nowUs: number): void {
    const refusal = refusalOf(this, nowUs);
    if (refusal !== null) {
      this.fail(refusal);
      return;
    }
    this.stage = 'queued';
    this.batch.engine.scheduler.enqueue(this, nowUs);
  }

  #resolve(references: CallReferences): void {
    const checked = this.batch.planner.fill(this, references);
    if (!(checked instanceof Promise)) {
      this.#enqueueWith(checked);
      return;
    }
    this.stage = 'checking';
    void checked.then((result) => {
      if (this.stage === 'checking') this.#enqueueWith(result);
      this.batch.engine.pump();
    });
  }

  #enqueueWith(checked: ValidatedArgs): void {
    this.accept(checked);
    // Only now it shows what it touches.
    this.batch.planner.claim(this);
    if (this.extras.problem === null) this.#enqueue(this.batch.engine.nowUs());
    else this.fail(this.extras.problem);
  }

  fail(error: ExecutorError): void {
    this.end({ status: 'error', ...this.ids, error }, this.batch.nowUs());
  }

  /**
   * It has its result.
   *
   * @param nowUs - On the engine's clock; later than the end where a tool was given time to stop.
   */
  end(result: ToolResult, endUs: number, nowUs = this.batch.startUs + endUs): void {
    const { batch } = this;
    // A call that never could have started waited for nothing.
    if (this.stage === 'waiting' || this.stage === 'checking') this.readyAtUs = endUs;
    this.stage = 'ended';
    this.result = result;
    this.endUs = endUs;
    batch.noteEnd(this, result);
    dropHold(this);
    const keepsResources = this.claim !== null && this.hasAbandoned;
    batch.engine.scheduler.finish(this, nowUs, keepsResources);
    if (keepsResources) keepResources(this);
    if (batch.isHeard) batch.emit(callEndEvent(this, result));
    this.#settled?.resolve(result);
    tellSharers(this, result);
    batch.callEnded(this);
  }

  #addQueueWait(nowUs: number): void {
    const { batch, readyUs } = this;
    this.waits = addQueueWaits(this.waits, readyUs - batch.startUs, batch.engine.scheduler.waited(this, nowUs));
  }

  addWait(cause: WaitCause, startUs: number, endUs: number): void {
    this.waits = addWait(this.waits, cause, startUs, endUs);
  }

  /** As results and events name it. */
  get ids() {
    return { callId: this.call.id, toolName: this.call.name };
  }
}
