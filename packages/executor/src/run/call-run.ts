import type { AsyncResource } from 'node:async_hooks';
import type { ExecutorError } from '../errors.js';
import type { EventBody } from '../observe/events.js';
import { type ValidatedArgs, validateArgs } from '../plan/validate-args.js';
import { isRetryable, retryDelayMs } from '../policies/retry.js';
import type { Schedulable, Start } from '../schedule/scheduler.js';
import type { Slots } from '../schedule/slots.js';
import type { CompiledTool } from '../tool.js';
import type { AttemptRecord, CallRecord, ToolCall, ToolContext, ToolResult } from '../types.js';
import { type Attempt, type AttemptEnd, createAttempt } from './attempt.js';
import {
  type CancelCause,
  cancelled,
  controlFlow,
  recordedError,
  toolFailed,
  toolTimeout,
  unknownTool,
} from './call-errors.js';
import type { Engine } from './engine.js';
import { WaitLog } from './wait-log.js';

/** What a call asks of the batch it belongs to. */
export interface CallHost {
  readonly batchId: string;
  readonly engine: Engine;
  /** The async context of the code that submitted the batch. */
  readonly scope: AsyncResource;
  /** Why the batch ends early; null while it does not. */
  readonly cancelCause: CancelCause | null;
  readonly isControlFlow: (thrown: unknown) => boolean;
  /** Names for the message about an unknown tool. */
  readonly toolNames: () => readonly string[];
  /** When the batch was submitted, on the engine's clock. */
  readonly startUs: number;
  /** Integer µs since the batch was submitted. */
  nowUs(): number;
  emit(body: EventBody): void;
  callEnded(call: CallRun, result: ToolResult): void;
}

/** The parts of a call that do not change. */
export interface CallInit {
  /** 1-based position in the batch. */
  readonly seq: number;
  readonly call: ToolCall;
  /** Null for a tool that does not exist. */
  readonly tool: CompiledTool | null;
  readonly execute: (args: never, context: ToolContext) => unknown;
  readonly timeoutMs: number;
  readonly toolSlots: Slots | null;
  readonly batchSlots: Slots | null;
}

/** Where a call is on its way, with what is needed to end it there. */
type CallState =
  | { readonly at: 'checking' | 'queued' }
  | { readonly at: 'starting'; readonly release: () => void }
  | { readonly at: 'running'; readonly attempt: Attempt; readonly startUs: number; readonly release: () => void }
  | { readonly at: 'backing-off'; readonly stopTimer: () => void }
  | { readonly at: 'ended'; readonly result: ToolResult };

/** The life of one call: its arguments are checked, it queues, its attempts run, it ends with one result. */
export class CallRun implements Schedulable {
  readonly toolSlots: Slots | null;
  readonly batchSlots: Slots | null;
  readonly result: Promise<ToolResult>;
  readonly #resolve: (result: ToolResult) => void;
  readonly #host: CallHost;
  readonly #init: CallInit;
  readonly #attempts: AttemptRecord[] = [];
  readonly #waits = new WaitLog();
  #state: CallState = { at: 'checking' };
  #args: object = {};
  #readyUs = 0;
  #endUs = 0;

  constructor(host: CallHost, init: CallInit) {
    this.#host = host;
    this.#init = init;
    this.toolSlots = init.toolSlots;
    this.batchSlots = init.batchSlots;
    const { promise, resolve } = Promise.withResolvers<ToolResult>();
    this.result = promise;
    this.#resolve = resolve;
  }

  get id(): string {
    return this.#init.call.id;
  }

  get endUs(): number {
    return this.#endUs;
  }

  /** Announces the call, checks it, and queues it. What starts it is the engine's next pump. */
  submit(): void {
    const { call, tool } = this.#init;
    this.#readyUs = this.#host.nowUs();
    this.#emit({ type: 'call-queued' });
    if (this.#state.at !== 'checking') return;
    if (tool === null) {
      this.#fail(unknownTool(call, this.#host.toolNames()));
      return;
    }
    const checked = validateArgs(tool, call);
    if (!(checked instanceof Promise)) this.#queue(checked);
    else {
      void checked.then((result) => {
        this.#queue(result);
        this.#host.engine.pump();
      });
    }
  }

  /** Leaves the queue with the slots that the scheduler took for it; `begin` follows. */
  leaveQueue({ waited, release }: Start<CallRun>): void {
    this.#waits.addQueueWait(waited);
    this.#state = { at: 'starting', release };
  }

  /** Begins the next attempt, unless the call was ended by one that began just before it. */
  begin(): void {
    const state = this.#state;
    if (state.at !== 'starting') return;
    const startUs = this.#host.nowUs();
    this.#waits.addUntil(startUs, 'overhead');
    const attemptNumber = this.#attempts.length + 1;
    const attempt = this.#createAttempt(attemptNumber);
    this.#state = { at: 'running', attempt, startUs, release: state.release };
    this.#emit({ type: 'attempt-start', attempt: attemptNumber });
    this.#host.scope.runInAsyncScope(attempt.start);
  }

  /** Ends the call early, wherever it is; without effect once it has ended. */
  cancel(cause: CancelCause): void {
    const state = this.#state;
    const nowUs = this.#host.nowUs();
    switch (state.at) {
      case 'ended':
        return;
      case 'running':
        state.attempt.cancel(
          cancelled(this.#init.call, cause, this.#attempts.length + 1),
          cause.code === 'ABORTED' ? cause.reason : undefined,
        );
        return;
      case 'backing-off':
        state.stopTimer();
        this.#waits.addUntil(nowUs, 'backoff');
        break;
      case 'starting':
        state.release();
        this.#waits.addUntil(nowUs, 'overhead');
        break;
      case 'queued':
        this.#leaveQueueAt(nowUs);
        break;
      case 'checking':
        break;
      default:
        state satisfies never;
    }
    const error = cancelled(this.#init.call, cause, this.#attempts.length);
    this.#end({ status: 'cancelled', ...this.#ids, error }, nowUs);
  }

  toResult(): ToolResult {
    if (this.#state.at !== 'ended') throw new Error(`call ${this.id} has not ended`);
    return this.#state.result;
  }

  toRecord(critical: boolean): CallRecord {
    const { seq, call } = this.#init;
    const result = this.toResult();
    return {
      seq,
      callId: call.id,
      externalId: call.externalId ?? null,
      toolName: call.name,
      status: result.status,
      ...recordedError(result),
      readyUs: this.#readyUs,
      startUs: this.#attempts[0]?.startUs ?? null,
      endUs: this.#endUs,
      attempts: this.#attempts,
      waits: this.#waits.records,
      level: 0,
      critical,
    };
  }

  #queue(checked: ValidatedArgs): void {
    // The batch may have ended the call while its arguments were checked.
    if (this.#state.at !== 'checking') return;
    if (!checked.ok) {
      this.#fail(checked.error);
      return;
    }
    this.#args = checked.args;
    this.#readyUs = this.#host.nowUs();
    this.#enqueue(this.#readyUs);
  }

  #enqueue(nowUs: number): void {
    this.#state = { at: 'queued' };
    this.#waits.startAt(nowUs);
    this.#host.engine.scheduler.submit(this, this.#host.startUs + nowUs);
  }

  #leaveQueueAt(nowUs: number): void {
    const waited = this.#host.engine.scheduler.withdraw(this, this.#host.startUs + nowUs);
    if (waited !== null) this.#waits.addQueueWait(waited);
  }

  #createAttempt(attemptNumber: number): Attempt {
    const { call, execute, timeoutMs } = this.#init;
    const { engine, batchId } = this.#host;
    let endUs = 0;
    return createAttempt({
      run: (context) => execute(this.#args as never, context),
      context: { batchId, callId: call.id, toolName: call.name, attempt: attemptNumber },
      timeoutMs,
      deadlines: engine.deadlines,
      timeoutError: () => toolTimeout(call, timeoutMs, attemptNumber),
      onDecided: () => {
        endUs = this.#host.nowUs();
      },
      onEnd: (end) => this.#attemptEnded(end, attemptNumber, endUs),
    });
  }

  #attemptEnded(end: AttemptEnd, attempt: number, endUs: number): void {
    const state = this.#state;
    if (state.at !== 'running') throw new Error(`an attempt of call ${this.id} ended twice`);
    const isControlFlow = end.outcome === 'error' && this.#host.isControlFlow(end.thrown);
    const outcome = isControlFlow ? 'cancelled' : end.outcome;
    const { abandoned } = end;
    // What the call comes to if this attempt is its last.
    const result = this.#resultOf(end, isControlFlow, attempt);
    this.#attempts.push({ attempt, startUs: state.startUs, endUs, outcome, abandoned, ...recordedError(result) });
    state.release();
    const retryInMs = outcome === 'error' || outcome === 'timeout' ? this.#retryDelayMs(end.thrown, attempt) : null;
    this.#emit({ type: 'attempt-end', attempt, outcome, abandoned, retryInMs });
    if (retryInMs === null) this.#end(result, endUs);
    else this.#backOff(retryInMs, endUs);
    // The batch may have been ended between the end of the attempt and now, when there was nothing left to stop.
    if (this.#host.cancelCause !== null) this.cancel(this.#host.cancelCause);
  }

  #retryDelayMs(thrown: unknown, attempt: number): number | null {
    const retry = this.#init.tool?.tool.retry;
    if (retry === undefined || !isRetryable(thrown)) return null;
    return retryDelayMs(retry, attempt, this.#host.engine.options.random ?? Math.random);
  }

  #backOff(delayMs: number, sinceUs: number): void {
    const { engine } = this.#host;
    this.#waits.startAt(sinceUs);
    const stopTimer = engine.options.clock.setTimer(delayMs, () => {
      const nowUs = this.#host.nowUs();
      this.#waits.addUntil(nowUs, 'backoff');
      this.#enqueue(nowUs);
      engine.pump();
    });
    this.#state = { at: 'backing-off', stopTimer };
  }

  #resultOf({ outcome, value, thrown }: AttemptEnd, isControlFlow: boolean, attempts: number): ToolResult {
    const { call } = this.#init;
    if (outcome === 'ok') return { status: 'ok', ...this.#ids, output: value };
    if (outcome === 'cancelled') return { status: 'cancelled', ...this.#ids, error: ownError(thrown) };
    if (outcome === 'timeout') return { status: 'error', ...this.#ids, error: ownError(thrown) };
    if (isControlFlow) return { status: 'cancelled', ...this.#ids, error: controlFlow(call, thrown, attempts) };
    return { status: 'error', ...this.#ids, error: toolFailed(call, thrown, attempts) };
  }

  #fail(error: ExecutorError): void {
    this.#end({ status: 'error', ...this.#ids, error }, this.#host.nowUs());
  }

  #end(result: ToolResult, endUs: number): void {
    // A call that never could have started waited for nothing.
    if (this.#state.at === 'checking') this.#readyUs = endUs;
    this.#state = { at: 'ended', result };
    this.#endUs = endUs;
    this.#emit({ type: 'call-end', result });
    this.#resolve(result);
    this.#host.callEnded(this, result);
  }

  get #ids() {
    return { callId: this.#init.call.id, toolName: this.#init.call.name };
  }

  #emit(body: CallEventBody): void {
    // A spread loses which member of the union it is; the parts are checked by the parameter's type.
    this.#host.emit({ ...this.#ids, ...body } as EventBody);
  }
}

/** A timeout or cancellation ends an attempt with an error that this file gave it. */
function ownError(thrown: unknown): ExecutorError {
  return thrown as ExecutorError;
}

type CallEventBody = EventBody extends infer Body
  ? Body extends { callId: string; toolName: string }
    ? Omit<Body, 'callId' | 'toolName'>
    : never
  : never;
