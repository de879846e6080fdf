import { ExecutorError } from '../errors.js';
import { createEmitter, type Emitter, tell } from '../observe/emitter.js';
import { createStatsCollector } from '../observe/executor-stats.js';
import type { ResolvedOptions } from '../options.js';
import { createScheduler, type Scheduler } from '../schedule/scheduler.js';
import { limitSlots, type Slots } from '../schedule/slots.js';
import type { AnyTool } from '../types.js';
import { type AbortListeners, createAbortListeners } from './abort-listeners.js';
import type { BatchRun } from './batch-run.js';
import type { CallRun } from './call-run.js';
import { createDeadlines, type Deadlines } from './deadlines.js';

/** What all batches of an executor, and all its views, share: limits, time, listeners, statistics. */
export class Engine {
  readonly options: ResolvedOptions;
  readonly globalSlots: Slots;
  readonly scheduler: Scheduler<CallRun>;
  readonly deadlines: Deadlines;
  readonly abortListeners: AbortListeners;
  readonly emitter: Emitter;
  readonly stats = createStatsCollector();
  readonly openBatches = new Set<BatchRun>();
  readonly #toolSlots = new Map<string, Slots>();
  #closed = false;

  constructor(options: ResolvedOptions) {
    this.options = options;
    this.globalSlots = this.newSlots(options.maxConcurrency);
    this.scheduler = createScheduler<CallRun>(this.globalSlots);
    this.deadlines = createDeadlines(options.clock);
    this.abortListeners = createAbortListeners();
    this.emitter = createEmitter(options.onListenerError);
  }

  /** Slots that start queued calls when one is free again. */
  newSlots(maxConcurrency: number): Slots {
    return limitSlots(maxConcurrency, () => this.pump());
  }

  nowUs(): number {
    return Math.round(this.options.clock.now() * 1000);
  }

  /** Starts all that may start now. */
  pump(): void {
    if (this.scheduler.queuedCount === 0) return;
    const starts = this.scheduler.tick(this.nowUs());
    // All leave the queue before any begins: a tool that begins may end the others, or ask for more.
    for (const start of starts) start.item.leaveQueue(start);
    for (const { item } of starts) item.begin();
  }

  /** The limit of a tool, shared by its name among all views; null without one. */
  toolSlots(name: string): Slots | null {
    return this.#toolSlots.get(name) ?? null;
  }

  /** @throws {ExecutorError} `INVALID_OPTION`, limiting none, when one of the tools has another limit already. */
  limitTools(tools: readonly AnyTool[]): void {
    for (const tool of tools) this.#checkLimit(tool);
    for (const { name, maxConcurrency = Number.POSITIVE_INFINITY } of tools) {
      if (maxConcurrency === Number.POSITIVE_INFINITY || this.#toolSlots.has(name)) continue;
      this.#toolSlots.set(name, this.newSlots(maxConcurrency));
    }
  }

  #checkLimit({ name, maxConcurrency = Number.POSITIVE_INFINITY }: AnyTool): void {
    const slots = this.#toolSlots.get(name);
    if (slots === undefined || maxConcurrency === Number.POSITIVE_INFINITY) return;
    if (slots.maxConcurrency !== maxConcurrency) {
      const message = `tool "${name}": maxConcurrency ${maxConcurrency} differs from the ${slots.maxConcurrency} this executor has for it`;
      throw new ExecutorError('INVALID_OPTION', message, { toolName: name });
    }
  }

  checkOpen(): void {
    if (this.#closed) throw new ExecutorError('EXECUTOR_CLOSED', 'this executor was closed; make a new one');
  }

  async close(): Promise<void> {
    this.#closed = true;
    // A listener may close while `execute` hands its calls over: seal after the last of them.
    await Promise.resolve();
    const open = [...this.openBatches];
    for (const batch of open) batch.seal();
    await Promise.all(open.map((batch) => batch.result));
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
