import { getEventListeners } from 'node:events';
import {
  type BatchOptions,
  type Clock,
  createExecutor,
  type Executor,
  type ExecutorEvent,
  type ExecutorOptions,
  type Instrumentation,
  type OpenBatch,
  type PendingCall,
} from '../../src/index.js';
import { CONTROL_FLOW, liveTool, toolCall } from './live-tools.js';
import type { Inject, Observed, ObservedBatch, Point, RealRun } from './observed.js';
import { type BatchSpec, TIMEOUT_MS, type ToolName, type Workload } from './workload.js';
import type { World } from './world.js';

/** What `Inject` throws. */
export const INJECTED = new Error('injected');

/**
 * Runs a workload and watches. Rejects when a batch never ends.
 *
 * @param instrumentation - Watches as well.
 */
export async function runLive(
  workload: Workload,
  world: World,
  inject: Inject | null = null,
  instrumentation: Instrumentation = {},
): Promise<Observed> {
  const run = new LiveRun(workload, world, inject, instrumentation);
  await world.runUntil(run.batchesEnd());
  const { timers } = run;
  const timersAfterBatches = timers.size;
  const signals = run.controllers.map(({ signal }) => signal);
  const listenersAfterBatches = signals.reduce((sum, signal) => sum + getEventListeners(signal, 'abort').length, 0);
  await world.runUntil(run.executor.close());
  const timersAfterClose = timers.size;
  run.isClosed = true;
  await world.runOut();
  const { batches, realRuns, violations } = run;
  return { workload, batches, realRuns, violations, timersAfterBatches, timersAfterClose, listenersAfterBatches };
}

class LiveRun {
  readonly workload: Workload;
  readonly world: World;
  readonly executor: Executor;
  readonly batches: ObservedBatch[];
  readonly controllers: AbortController[];
  readonly realRuns: RealRun[] = [];
  readonly violations: string[] = [];
  /** Of the executor, not of its tools. */
  readonly timers = new Set<object>();
  isClosed = false;
  readonly #inject: Inject | null;
  readonly #inFlight = { all: 0, byTool: new Map<string, number>(), byBatch: new Map<number, number>() };
  readonly #failedFast = new Set<number>();
  #batchCount = 0;

  constructor(workload: Workload, world: World, inject: Inject | null, instrumentation: Instrumentation) {
    this.workload = workload;
    this.world = world;
    this.#inject = inject;
    this.controllers = workload.batches.map(() => new AbortController());
    this.batches = workload.batches.map((spec) => ({
      spec,
      startUs: 0,
      addedUs: [],
      discarded: new Set(),
      events: [],
      pending: [],
      pendingResults: [],
      abortedUs: null,
      hasEnded: false,
      result: null,
    }));
    this.executor = createExecutor({
      tools: workload.tools.map((name) => liveTool(name, this)),
      maxConcurrency: workload.maxConcurrency,
      abandonGraceMs: workload.abandonGraceMs,
      timeoutMs: TIMEOUT_MS,
      references: true,
      instrumentation,
      clock: this.#clock(),
      random: () => 0.5,
      onListenerError: (error) => {
        if (error !== INJECTED) this.violations.push(`a listener threw: ${error}`);
      },
      ...(inject === null ? {} : this.#seams()),
    });
  }

  #seams(): Pick<ExecutorOptions, 'recorder' | 'estimateMs'> {
    return {
      recorder: { record: () => this.at('record'), flush: async () => {} },
      estimateMs: () => {
        this.at('estimateMs');
        return undefined;
      },
    };
  }

  at(point: Point): void {
    this.#inject?.(point, this);
  }

  abortAll(): void {
    for (const index of this.controllers.keys()) this.#abort(index);
  }

  async batchesEnd(): Promise<void> {
    await Promise.all(this.batches.map((batch, index) => this.#runBatch(batch, index)));
  }

  get nowUs(): number {
    return Math.round(this.world.clock.now() * 1000);
  }

  #clock(): Clock {
    const { clock } = this.world;
    return {
      now: () => clock.now(),
      // As `random` is constant, the ids of batches differ by their times alone.
      wallTimeMs: () => clock.wallTimeMs() + this.#batchCount++,
      setTimer: (delayMs, callback) => {
        const timer = {};
        this.timers.add(timer);
        const stop = clock.setTimer(delayMs, () => {
          this.timers.delete(timer);
          callback();
        });
        return () => {
          this.timers.delete(timer);
          stop();
        };
      },
    };
  }

  async #runBatch(batch: ObservedBatch, index: number): Promise<void> {
    const { spec } = batch;
    const { world, executor } = this;
    if (spec.startAfterMs > 0) await world.pause(spec.startAfterMs, `batch ${index} starts`);
    if (spec.abortAfterMs !== null) void this.#abortLater(index, spec.abortAfterMs);
    const options = this.#options(batch, index);
    batch.startUs = this.nowUs;
    if (!spec.isOpen) {
      for (const call of spec.calls.keys()) batch.addedUs[call] = batch.startUs;
      batch.result = await executor.execute(
        spec.calls.map((call, position) => toolCall(call, position, spec)),
        options,
      );
      return;
    }
    const open = executor.open(options);
    await this.#addAll(open, batch, index);
    batch.result = await open.result;
    await Promise.all(batch.pendingResults);
  }

  async #addAll(open: OpenBatch, batch: ObservedBatch, index: number): Promise<void> {
    const { spec } = batch;
    for (const [position, call] of spec.calls.entries()) {
      if (call.addAfterMs > 0) await this.world.pause(call.addAfterMs, `batch ${index} gets c${position}`);
      batch.addedUs[position] = this.nowUs;
      const pending = open.add(toolCall(call, position, spec), { hold: call.releaseAfterMs !== null });
      batch.pending.push(pending);
      batch.pendingResults.push(pending.result);
      if (call.releaseAfterMs !== null) void this.#releaseLater(pending, call.releaseAfterMs);
      if (call.discardAfterMs !== null) void this.#discardLater(batch, position, call.discardAfterMs);
    }
    open.seal();
  }

  async #releaseLater(pending: PendingCall, afterMs: number): Promise<void> {
    await this.world.pause(afterMs, `release of ${pending.callId}`);
    pending.release();
  }

  async #discardLater(batch: ObservedBatch, position: number, afterMs: number): Promise<void> {
    const pending = batch.pending[position] as PendingCall;
    await this.world.pause(afterMs, `discard of ${pending.callId}`);
    if (!batch.hasEnded) batch.discarded.add(position);
    pending.discard();
  }

  async #abortLater(index: number, afterMs: number): Promise<void> {
    await this.world.pause(afterMs, `abort of batch ${index}`);
    this.#abort(index);
  }

  #abort(index: number): void {
    if (this.controllers[index]?.signal.aborted) return;
    for (const [position, batch] of this.batches.entries()) {
      if (this.#signalOf(batch.spec, position) === index) batch.abortedUs = this.nowUs;
    }
    this.controllers[index]?.abort(new Error('the user has left'));
  }

  #signalOf(spec: BatchSpec, index: number): number {
    return spec.sharesSignal ? 0 : index;
  }

  #options(batch: ObservedBatch, index: number): BatchOptions {
    const { parallel, onError, maxConcurrency, deadlineMs } = batch.spec;
    const signal = this.controllers[this.#signalOf(batch.spec, index)]?.signal;
    return {
      parallel,
      onError,
      maxConcurrency,
      deadlineMs,
      signal,
      context: index,
      isControlFlow: (thrown) => {
        this.at('isControlFlow');
        return thrown === CONTROL_FLOW;
      },
      onEvent: (event) => this.#onEvent(event, batch, index),
    };
  }

  #onEvent(event: ExecutorEvent, batch: ObservedBatch, index: number): void {
    batch.events.push(event);
    if (event.type === 'attempt-start') this.#onAttemptStart(event.toolName, batch, index);
    else if (event.type === 'attempt-end') this.#count(event.toolName, index, -1);
    else if (event.type === 'batch-end') batch.hasEnded = true;
    else if (event.type === 'call-end') {
      if (event.result.status === 'error' && batch.spec.onError === 'fail-fast') this.#failedFast.add(index);
    }
    this.at('event');
  }

  #onAttemptStart(toolName: string, { spec, abortedUs }: ObservedBatch, index: number): void {
    this.#count(toolName, index, 1);
    const { all, byTool, byBatch } = this.#inFlight;
    const { maxConcurrency, toolLimits } = this.workload;
    this.#check('executor limit', all, maxConcurrency);
    this.#check(
      `limit of ${toolName}`,
      byTool.get(toolName) ?? 0,
      toolLimits[toolName as ToolName] ?? Number.POSITIVE_INFINITY,
    );
    // A batch that goes on with the run of another may be above its own limit for that.
    const mayTakeOver = this.workload.policies?.[toolName as ToolName]?.cache?.shareInFlight === true;
    if (!mayTakeOver)
      this.#check(`limit of batch ${index}`, byBatch.get(index) ?? 0, spec.parallel ? spec.maxConcurrency : 1);
    if (abortedUs !== null) this.violations.push(`an attempt of batch ${index} starts after its abort`);
    if (this.#failedFast.has(index)) this.violations.push(`an attempt of batch ${index} starts after it failed fast`);
    if (this.isClosed) this.violations.push('an attempt starts after close');
  }

  #count(toolName: string, index: number, change: number): void {
    const { byTool, byBatch } = this.#inFlight;
    this.#inFlight.all += change;
    byTool.set(toolName, (byTool.get(toolName) ?? 0) + change);
    byBatch.set(index, (byBatch.get(index) ?? 0) + change);
  }

  #check(what: string, count: number, most: number): void {
    if (count > most) this.violations.push(`${what}: ${count} attempts run where ${most} may`);
  }
}
