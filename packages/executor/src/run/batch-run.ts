import { AsyncLocalStorage, AsyncResource } from 'node:async_hooks';
import { ExecutorError } from '../errors.js';
import type { AddOptions, OpenBatch, PendingCall } from '../executor-types.js';
import { batchRecord } from '../observe/batch-record.js';
import { batchStats } from '../observe/batch-stats.js';
import { guard } from '../observe/emitter.js';
import type { EventBody } from '../observe/events.js';
import type { ResolvedBatchOptions } from '../options.js';
import { checkCall } from '../plan/check-call.js';
import type { Slots } from '../schedule/slots.js';
import type { CompiledTool } from '../tool.js';
import type { AnyTool, BatchRecord, BatchResult, LimitsRecord, ToolCall, ToolContext, ToolResult } from '../types.js';
import { newBatchId } from './batch-id.js';
import type { CancelCause } from './call-errors.js';
import { type CallHost, CallRun } from './call-run.js';
import type { Engine } from './engine.js';

/** One batch while it runs: takes calls, ends early when it must, and makes the result when its last call has ended. */
export class BatchRun implements OpenBatch, CallHost {
  readonly engine: Engine;
  readonly batchId: string;
  readonly startUs: number;
  readonly result: Promise<BatchResult>;
  readonly scope = new AsyncResource('ParallelToolsBatch');
  /** Set once. */
  cancelCause: CancelCause | null = null;
  readonly #tools: ReadonlyMap<string, CompiledTool>;
  readonly #options: ResolvedBatchOptions;
  readonly #slots: Slots | null;
  readonly #resolve: (result: BatchResult) => void;
  readonly #startedAtMs: number;
  readonly #runs = new Map<string, CallRun>();
  readonly #calls: ToolCall[] = [];
  #stopListening: (() => void) | null = null;
  #openCount = 0;
  #sealed = false;
  #finished = false;

  constructor(engine: Engine, tools: ReadonlyMap<string, CompiledTool>, options: ResolvedBatchOptions) {
    this.engine = engine;
    this.#tools = tools;
    this.#options = options;
    const { clock, random } = engine.options;
    this.startUs = engine.nowUs();
    this.#startedAtMs = clock.wallTimeMs();
    this.batchId = newBatchId(this.#startedAtMs, random);
    this.#slots = options.maxConcurrency === Number.POSITIVE_INFINITY ? null : engine.newSlots(options.maxConcurrency);
    const { promise, resolve } = Promise.withResolvers<BatchResult>();
    this.result = promise;
    this.#resolve = resolve;
    engine.openBatches.add(this);
    this.#listenTo(options.signal);
    this.emit({ type: 'batch-start', labels: options.labels });
  }

  add(call: ToolCall, options: AddOptions = {}): PendingCall {
    const pending = this.submit(call, options);
    this.engine.pump();
    return pending;
  }

  /** Adds a call that the next pump may start. */
  submit(call: ToolCall, options: AddOptions = {}): PendingCall {
    if (this.#sealed) throw new ExecutorError('BATCH_SEALED', `batch ${this.batchId} is sealed; open another`);
    checkCall(call, this.#runs);
    const run = this.#newRun(call, options.execute);
    this.#runs.set(call.id, run);
    this.#calls.push(call);
    this.#openCount += 1;
    run.submit();
    if (this.cancelCause !== null) run.cancel(this.cancelCause);
    return { callId: call.id, result: run.result };
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
    for (const run of this.#runs.values()) run.cancel(cause);
  }

  nowUs(): number {
    return this.engine.nowUs() - this.startUs;
  }

  toolNames(): readonly string[] {
    return [...this.#tools.keys()];
  }

  isControlFlow(thrown: unknown): boolean {
    let answer = false;
    guard(() => {
      answer = this.#options.isControlFlow(thrown);
    }, this.engine.options.onListenerError);
    return answer;
  }

  emit(body: EventBody): void {
    const { emitter, options } = this.engine;
    const { onEvent } = this.#options;
    if (onEvent === null && !emitter.isHeard) return;
    const event = { ...body, batchId: this.batchId, atMs: this.nowUs() / 1000 };
    if (onEvent !== null) guard(() => onEvent(event), options.onListenerError);
    emitter.emit(event);
  }

  callEnded(run: CallRun, result: ToolResult): void {
    this.#openCount -= 1;
    if (result.status === 'error' && this.#options.onError === 'fail-fast') {
      this.cancel({ code: 'FAIL_FAST', failedCallId: run.id });
    }
    this.#finishIfDone();
  }

  #newRun(call: ToolCall, execute: AddOptions['execute']): CallRun {
    const tool = this.#tools.get(call.name) ?? null;
    const timeoutMs =
      call.timeoutMs ?? tool?.tool.timeoutMs ?? this.#options.timeoutMs ?? this.engine.options.timeoutMs;
    return new CallRun(this, {
      seq: this.#calls.length + 1,
      call,
      tool,
      // A function that came with the call runs in the context it came from, not in that of the batch.
      execute: execute === undefined ? runnerOf(tool) : keepContext(execute),
      timeoutMs,
      toolSlots: this.engine.toolSlots(call.name),
      batchSlots: this.#slots,
    });
  }

  #listenTo(signal: AbortSignal | null): void {
    if (signal === null) return;
    const onAbort = () => this.cancel({ code: 'ABORTED', reason: signal.reason });
    if (signal.aborted) onAbort();
    else this.#stopListening = this.engine.abortListeners.add(signal, onAbort);
  }

  #finishIfDone(): void {
    if (!this.#sealed || this.#openCount > 0 || this.#finished) return;
    this.#finished = true;
    this.#stopListening?.();
    const { engine } = this;
    const record = this.#toRecord();
    const results = [...this.#runs.values()].map((run) => run.toResult());
    engine.openBatches.delete(this);
    engine.stats.add(record);
    const { recorder, onListenerError } = engine.options;
    if (recorder !== null) guard(() => recorder.record(record, { calls: this.#calls, results }), onListenerError);
    const stats = batchStats(record);
    const result = { batchId: this.batchId, success: stats.failedCount === 0, results, stats, record };
    this.emit({ type: 'batch-end', result });
    this.#resolve(result);
  }

  #toRecord(): BatchRecord {
    const runs = [...this.#runs.values()];
    const last = runs.reduce<CallRun | null>(
      (latest, run) => (latest === null || run.endUs > latest.endUs ? run : latest),
      null,
    );
    return batchRecord({
      batchId: this.batchId,
      startedAtMs: this.#startedAtMs,
      onError: this.#options.onError,
      wasCancelled: this.cancelCause !== null,
      labels: this.#options.labels,
      limits: this.#limits(),
      calls: runs.map((run) => run.toRecord(run === last)),
    });
  }

  #limits(): LimitsRecord {
    const names = [...new Set(this.#calls.map(({ name }) => name))];
    const tools = names.flatMap((toolName) => {
      const slots = this.engine.toolSlots(toolName);
      return slots === null ? [] : [{ toolName, maxConcurrency: slots.maxConcurrency }];
    });
    const maxConcurrency = Math.min(this.engine.globalSlots.maxConcurrency, this.#options.maxConcurrency);
    return { maxConcurrency: Number.isFinite(maxConcurrency) ? maxConcurrency : null, tools };
  }
}

function runnerOf(tool: CompiledTool | null): (args: never, context: ToolContext) => unknown {
  if (tool === null) return () => undefined;
  const own: AnyTool = tool.tool;
  return (args, context) => own.execute(args, context);
}

function keepContext(execute: NonNullable<AddOptions['execute']>): NonNullable<AddOptions['execute']> {
  const snapshot = AsyncLocalStorage.snapshot();
  return (args, context) => snapshot(execute, args, context);
}
