import { AsyncLocalStorage } from 'node:async_hooks';
import { ExecutorError } from '../errors.js';
import type { RuntimeOptions } from '../executor-types.js';
import { createEmitter, type Emitter, guard, tell } from '../observe/emitter.js';
import { ExecutorTotals } from '../observe/executor-stats.js';
import { logTo } from '../observe/logger.js';
import { type ResolvedOptions, resolveRuntimeOptions } from '../options.js';
import { type AdaptedLimit, AdaptiveLimit, adaptiveStart } from '../policies/adaptive-limit.js';
import { ResourcePools } from '../pools/resource-pools.js';
import { Limit, NO_LIMITS } from '../schedule/limit.js';
import { limitSlots } from '../schedule/limit-slots.js';
import { Scheduler } from '../schedule/scheduler.js';
import { countedSlots } from '../schedule/slots.js';
import { TaskRunners } from '../threads/task-runners.js';
import type { AnyTool, ToolCall } from '../types.js';
import { releaseAbandoned } from './abandoning.js';
import { type AbortListeners, createAbortListeners } from './abort-listeners.js';
import { Alarm } from './alarm.js';
import type { Attempt } from './attempt.js';
import type { BatchRun } from './batch-run.js';
import type { CallRun } from './call-run.js';
import { type Deadline, Deadlines } from './deadlines.js';
import { HostGate, processUsage } from './host-gate.js';
import { LinkedList } from './linked-list.js';
import { ToolRegistry } from './tool-registry.js';
import { ToolState } from './tool-state.js';

/** What all batches of an executor, and all its views, share: limits, time, listeners, statistics. */
export class Engine {
  readonly options: ResolvedOptions;
  readonly limit: Limit;
  readonly scheduler: Scheduler<CallRun>;
  readonly deadlines: Deadlines;
  readonly runners: TaskRunners;
  readonly pools: ResourcePools;
  readonly abortListeners: AbortListeners;
  readonly emitter: Emitter;
  readonly totals = new ExecutorTotals();
  readonly openBatches = new LinkedList<BatchRun>();
  /** Calls that ended and keep their resources, as an attempt of them was abandoned; with what ends that. */
  readonly abandoned = new Map<CallRun, Deadline | null>();
  /** The attempt inside whose run code runs. */
  readonly currentAttempt = new AsyncLocalStorage<Attempt>();
  readonly tools: ToolRegistry;
  readonly #refused = new Set<ToolState>();
  /** Of the executor's own limit. */
  readonly adaptive: AdaptiveLimit | null;
  readonly #host: HostGate | null;
  #gateAlarm: Alarm | null = null;
  readonly #poolLimits = new Map<string, Limit>();
  /** Made for the first tool that runs in a thread. */
  #threadLimit: Limit | null = null;
  #takenCount = 0;
  /** Of calls that ask for a tool that is not there. */
  readonly unknownTool: ToolState;
  #isPumping = false;
  #closed = false;

  constructor(options: ResolvedOptions) {
    this.options = options;
    this.limit = this.newLimit(options.runtime.maxConcurrency);
    const { resourceLimits, hostUsage } = options;
    this.#host = resourceLimits && new HostGate(resourceLimits, hostUsage ?? processUsage());
    this.scheduler = new Scheduler<CallRun>(this.limit, this.#host === null ? [] : [this.#host]);
    if (this.#host !== null) this.watchGates();
    this.tools = new ToolRegistry(this);
    this.unknownTool = new ToolState('', this.scheduler.unlimited, 0);
    const { adaptiveLimit } = options;
    this.adaptive = adaptiveLimit && new AdaptiveLimit(adaptiveLimit, this.adaptedLimit(this.limit, null));
    this.deadlines = new Deadlines(options.clock);
    this.runners = new TaskRunners(options);
    this.pools = new ResourcePools(options.pools, options.onListenerError);
    for (const [name, { max }] of Object.entries(options.pools)) this.#poolLimits.set(name, this.newLimit(max));
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
    let askedAtUs = 0;
    for (;;) {
      if (this.#refused.size > 0) this.#refuseAll();
      const unblocked = scheduler.nextUnblocked();
      if (unblocked !== undefined) {
        unblocked.becomeReady();
        continue;
      }
      if (!scheduler.mayStart()) break;
      askedAtUs = this.nowUs();
      this.#host?.observe(askedAtUs, scheduler.runningCount);
      const call = scheduler.next(askedAtUs);
      if (call === null) break;
      call.start(askedAtUs);
    }
    // As of when `next` found nothing: for a gate that has opened since nobody would be woken.
    if (this.#gateAlarm !== null) this.#gateAlarm.setFor(scheduler.opensAtUs(askedAtUs), this.nowUs());
  }

  /** From now on somebody must wake the engine when a gate opens. */
  watchGates(): void {
    this.#gateAlarm ??= new Alarm(this.options.clock, () => this.pump());
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

  /** @throws {ExecutorError} `INVALID_OPTION`, changing nothing. */
  configure(options: RuntimeOptions): void {
    const runtime = resolveRuntimeOptions(options, this.options.runtime);
    const { toolOptions = {} } = options;
    this.tools.check(toolOptions);
    this.options.runtime = runtime;
    if (options.maxConcurrency !== undefined) this.limit.resize(this.#limitFrom(runtime), this.nowUs());
    this.tools.configure(toolOptions);
    this.pump();
  }

  /** An adaptive limit goes on from what is given. */
  #limitFrom({ maxConcurrency }: { readonly maxConcurrency: number }): number {
    const { adaptiveLimit } = this.options;
    return adaptiveLimit === null
      ? maxConcurrency
      : adaptiveStart({ ...adaptiveLimit, initial: undefined }, maxConcurrency);
  }

  /** What a tool's calls take places in beside the executor's limit and its own. */
  sharedLimits({ runIn, uses = [] }: AnyTool): readonly Limit[] {
    if (uses.length > 0) return [...new Set(uses)].map((pool) => this.#poolLimits.get(pool) as Limit);
    if (runIn !== 'thread') return NO_LIMITS;
    this.#threadLimit ??= this.newLimit(this.options.threads.maxThreads);
    return [this.#threadLimit];
  }

  newBatchLimit(maxConcurrency: number): Limit | null {
    return maxConcurrency === Number.POSITIVE_INFINITY ? null : new Limit(countedSlots(maxConcurrency));
  }

  newLimit(maxConcurrency: number): Limit {
    const limit: Limit = new Limit(
      limitSlots(maxConcurrency, () => {
        limit.observe(this.nowUs());
        this.pump();
      }),
    );
    return limit;
  }

  /** A limit as an adaptive one turns it; what it does is an event. */
  adaptedLimit(limit: Limit, toolName: string | null): AdaptedLimit {
    const { clock } = this.options;
    return {
      get maxConcurrency() {
        return limit.maxConcurrency;
      },
      isFull: () => !limit.hasFree(),
      resize: (to, reason) => {
        const from = limit.maxConcurrency;
        limit.resize(to, this.nowUs());
        this.emitter.emit({ type: 'limit-changed', toolName, atMs: clock.wallTimeMs(), from, to, reason });
      },
    };
  }

  /** Takes one more call in, as far as the budget goes. */
  takeCall(): boolean {
    if (this.#takenCount >= this.options.runtime.maxCalls) return false;
    this.#takenCount += 1;
    return true;
  }

  /** The circuit of a tool has opened: with the next pump its queued calls end. */
  refuseQueued(tool: ToolState): void {
    this.#refused.add(tool);
  }

  #refuseAll(): void {
    const refused = [...this.#refused];
    this.#refused.clear();
    for (const batch of this.openBatches.toArray()) {
      for (const run of batch.runs) if (refused.includes(run.scheduledTool)) run.refuseQueued();
    }
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
    for (const run of this.abandoned.keys()) releaseAbandoned(run);
    await Promise.all([this.runners.close(), this.pools.close()]);
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
