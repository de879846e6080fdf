import { AsyncLocalStorage } from 'node:async_hooks';
import { ExecutorError } from '../errors.js';
import type { RuntimeOptions } from '../executor-types.js';
import { createEmitter, type Emitter, guard, tell } from '../observe/emitter.js';
import { ExecutorTotals } from '../observe/executor-stats.js';
import { logTo } from '../observe/logger.js';
import {
  check,
  checkConcurrency,
  checkPriority,
  checkTimeout,
  type ResolvedOptions,
  resolveRuntimeOptions,
} from '../options.js';
import { Limit } from '../schedule/limit.js';
import { limitSlots } from '../schedule/limit-slots.js';
import { Scheduler } from '../schedule/scheduler.js';
import { countedSlots } from '../schedule/slots.js';
import type { AnyTool, ToolCall } from '../types.js';
import { type AbortListeners, createAbortListeners } from './abort-listeners.js';
import type { Attempt } from './attempt.js';
import type { BatchRun } from './batch-run.js';
import type { CallRun } from './call-run.js';
import { type Deadline, Deadlines } from './deadlines.js';
import { LinkedList } from './linked-list.js';
import { ToolState } from './tool-state.js';

/** What all batches of an executor, and all its views, share: limits, time, listeners, statistics. */
export class Engine {
  readonly options: ResolvedOptions;
  readonly limit: Limit;
  readonly scheduler: Scheduler<CallRun>;
  readonly deadlines: Deadlines;
  readonly abortListeners: AbortListeners;
  readonly emitter: Emitter;
  readonly totals = new ExecutorTotals();
  readonly openBatches = new LinkedList<BatchRun>();
  /** Calls that ended and keep their resources, as an attempt of them was abandoned; with what ends that. */
  readonly abandoned = new Map<CallRun, Deadline | null>();
  /** The attempt inside whose run code runs. */
  readonly currentAttempt = new AsyncLocalStorage<Attempt>();
  readonly #tools = new Map<string, ToolState>();
  /** Of calls that ask for a tool that is not there. */
  readonly unknownTool: ToolState;
  #isPumping = false;
  #closed = false;

  constructor(options: ResolvedOptions) {
    this.options = options;
    this.limit = this.#newLimit(options.runtime.maxConcurrency);
    this.scheduler = new Scheduler<CallRun>(this.limit);
    this.unknownTool = new ToolState('', this.scheduler.unlimited, 0);
    this.deadlines = new Deadlines(options.clock);
    this.abortListeners = createAbortListeners();
    this.emitter = createEmitter(options.onListenerError);
    const { instrumentation, logger } = options;
    if (instrumentation?.onEvent) this.emitter.subscribe((event) => instrumentation.onEvent?.(event));
    if (logger !== null) this.emitter.subscribe(logTo(logger));
  }

  /** Integer µs on the executor's clock. */
  nowUs(): number {
    return Math.round(this.options.clock.now() * 1000);
  }

  /** Starts all that may start now. Called while it works, it leaves the new work to the call that runs. */
  pump(): void {
    if (this.#isPumping) return;
    this.#isPumping = true;
    try {
      this.#pumpAll();
    } finally {
      this.#isPumping = false;
    }
  }

  #pumpAll(): void {
    const { scheduler } = this;
    for (;;) {
      const unblocked = scheduler.nextUnblocked();
      if (unblocked !== undefined) {
        unblocked.becomeReady();
        continue;
      }
      if (!scheduler.mayStart()) return;
      const nowUs = this.nowUs();
      const call = scheduler.next(nowUs);
      if (call === null) return;
      call.start(nowUs);
    }
  }

  /** The state of a tool, made when its name is first seen. */
  tool(name: string): ToolState {
    const found = this.#tools.get(name);
    if (found !== undefined) return found;
    const state = new ToolState(name, this.scheduler.unlimited, this.options.durationsUs.get(name) ?? null);
    this.#tools.set(name, state);
    return state;
  }

  get tools(): Iterable<ToolState> {
    return this.#tools.values();
  }

  /** What a run of the call is expected to take, in µs. */
  estimateUs(call: ToolCall, tool: ToolState): number {
    const { estimateMs, onListenerError } = this.options;
    let estimatedUs = Number.NaN;
    if (estimateMs !== null) {
      guard(() => {
        estimatedUs = Math.round((estimateMs(call) ?? Number.NaN) * 1000);
      }, onListenerError);
    }
    if (estimatedUs >= 0) return estimatedUs;
    // Of a tool that never ran, the best guess is what tools take; before any ran, a path is as long as its calls are many.
    return tool.durationUs ?? this.totals.meanRunUs ?? 1;
  }

  /** @throws {ExecutorError} `INVALID_OPTION`, limiting none, when one of the tools has another limit already. */
  limitTools(tools: readonly AnyTool[]): void {
    for (const tool of tools) this.#checkLimit(tool);
    for (const { name, maxConcurrency = Number.POSITIVE_INFINITY } of tools) {
      const state = this.tool(name);
      if (maxConcurrency !== Number.POSITIVE_INFINITY && state.limit === null) this.#limit(state, maxConcurrency);
    }
  }

  /** @throws {ExecutorError} `INVALID_OPTION`, changing nothing. */
  configure(options: RuntimeOptions): void {
    const runtime = resolveRuntimeOptions(options, this.options.runtime);
    const toolOptions = Object.entries(options.toolOptions ?? {});
    for (const [name, given] of toolOptions) {
      const option = (key: string) => `toolOptions: "${name}": ${key}`;
      check(this.#tools.has(name), `toolOptions: "${name}"`, 'must name a tool of this executor', name);
      check(typeof given === 'object' && given !== null, `toolOptions: "${name}"`, 'must be an object', given);
      if (given.maxConcurrency !== undefined) checkConcurrency(option('maxConcurrency'), given.maxConcurrency);
      if (given.timeoutMs !== undefined) checkTimeout(option('timeoutMs'), given.timeoutMs);
      if (given.priority !== undefined) checkPriority(option('priority'), given.priority);
    }
    this.options.runtime = runtime;
    this.limit.resize(runtime.maxConcurrency, this.nowUs());
    for (const [name, given] of toolOptions) {
      const state = this.tool(name);
      state.options = { ...state.options, ...given };
      if (given.maxConcurrency !== undefined) this.#limit(state, given.maxConcurrency);
    }
    this.pump();
  }

  newBatchLimit(maxConcurrency: number): Limit | null {
    return maxConcurrency === Number.POSITIVE_INFINITY ? null : new Limit(countedSlots(maxConcurrency));
  }

  #newLimit(maxConcurrency: number): Limit {
    const limit: Limit = new Limit(
      limitSlots(maxConcurrency, () => {
        limit.observe(this.nowUs());
        this.pump();
      }),
    );
    return limit;
  }

  #limit(state: ToolState, maxConcurrency: number): void {
    if (state.limit !== null) state.limit.resize(maxConcurrency, this.nowUs());
    else {
      state.limit = this.#newLimit(maxConcurrency);
      this.scheduler.limitTool(state, state.limit, this.nowUs());
    }
  }

  #checkLimit({ name, maxConcurrency = Number.POSITIVE_INFINITY }: AnyTool): void {
    const state = this.#tools.get(name);
    // What `configure` said goes before what a tool says.
    if (state?.limit == null || state.options.maxConcurrency !== undefined) return;
    if (maxConcurrency === Number.POSITIVE_INFINITY || state.limit.maxConcurrency === maxConcurrency) return;
    const message = `tool "${name}": maxConcurrency ${maxConcurrency} differs from the ${state.limit.maxConcurrency} this executor has for it`;
    throw new ExecutorError('INVALID_OPTION', message, { toolName: name });
  }

  /** An abandoned attempt may still use what its call holds. */
  keepResources(run: CallRun): void {
    const release = { onDeadline: () => run.releaseAbandoned() };
    this.abandoned.set(run, this.deadlines.set(this.options.runtime.abandonGraceMs, release));
  }

  checkOpen(): void {
    if (this.#closed) throw new ExecutorError('EXECUTOR_CLOSED', 'this executor was closed; make a new one');
  }

  async close(): Promise<void> {
    this.#closed = true;
    // A listener may close while `execute` hands its calls over: seal after the last of them.
    await Promise.resolve();
    const open = this.openBatches.toArray();
    for (const batch of open) batch.seal();
    await Promise.all(open.map((batch) => batch.result));
    // Nobody is left to wait for what abandoned attempts hold.
    for (const run of this.abandoned.keys()) run.releaseAbandoned();
    await this.#flush();
  }

  async #flush(): Promise<void> {
    try {
      await this.options.recorder?.flush();
    } catch (error) {
      tell(this.options.onListenerError, error);
    }
  }
}
