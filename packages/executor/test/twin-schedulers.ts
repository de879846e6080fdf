import { expect } from 'vitest';
import type { Resource } from '../src/plan/resource.js';
import { Limit } from '../src/schedule/limit.js';
import { Claim } from '../src/schedule/resource-locks.js';
import type { ScheduledBatch, ScheduledTool } from '../src/schedule/scheduled-call.js';
import { Scheduler } from '../src/schedule/scheduler.js';
import { countedSlots } from '../src/schedule/slots.js';
import { ancestorsOf, type NaiveBatch, type NaiveCall, NaiveScheduler, type NaiveTool } from './naive-scheduler.js';
import { TestCall } from './scheduling.js';

interface TwinTool {
  readonly real: ScheduledTool;
  readonly naive: NaiveTool;
  limit: Limit | null;
}

export interface TwinBatch {
  readonly real: ScheduledBatch;
  readonly naive: NaiveBatch;
  readonly parent: TwinCall | null;
}

export interface TwinCall {
  readonly real: TestCall;
  readonly naive: NaiveCall;
  readonly depth: number;
  /** It ends the moment it becomes ready. */
  readonly fails: boolean;
  hasStarted: boolean;
  /** It waits for calls of its own. */
  isAside: boolean;
  keepsResources: boolean;
}

export interface DrawnCall {
  readonly priority: number;
  readonly pathUs: number;
  readonly resources: readonly Resource[];
  readonly exclusive: boolean;
  readonly fails: boolean;
}

/** The scheduler and the naive one, told the same and asked the same; whatever they say must be equal. */
export class TwinSchedulers {
  readonly #limit: Limit;
  readonly #real: Scheduler<TestCall>;
  readonly naive: NaiveScheduler;
  readonly tools: readonly TwinTool[];
  readonly batches: TwinBatch[] = [];
  readonly calls: TwinCall[] = [];
  #nowUs = 0;

  constructor(limit: number, toolLimits: readonly number[]) {
    this.#limit = new Limit(countedSlots(limit));
    this.#real = new Scheduler(this.#limit);
    this.naive = new NaiveScheduler(limit);
    this.tools = toolLimits.map((toolLimit) => {
      const real = { lane: this.#real.unlimited, runningCount: 0 };
      const tool = { real, naive: { limit: Number.POSITIVE_INFINITY }, limit: null };
      if (toolLimit !== Number.POSITIVE_INFINITY) this.limitTool(tool, toolLimit);
      return tool;
    });
  }

  in(...phases: readonly NaiveCall['phase'][]): TwinCall[] {
    return this.calls.filter(({ naive }) => phases.includes(naive.phase));
  }

  advance(us: number): void {
    this.#nowUs += us;
    this.naive.advance(us);
  }

  resize(limit: number): void {
    this.#limit.resize(limit, this.#nowUs);
    this.naive.limit = limit;
  }

  limitTool(tool: TwinTool, limit: number): void {
    tool.naive.limit = limit;
    if (tool.limit !== null) tool.limit.resize(limit, this.#nowUs);
    else {
      tool.limit = new Limit(countedSlots(limit));
      this.#real.limitTool(tool.real, tool.limit, this.#nowUs);
    }
  }

  openBatch(limit: number, parent: TwinCall | null): void {
    const own = limit === Number.POSITIVE_INFINITY ? null : new Limit(countedSlots(limit));
    const naive = this.naive.openBatch(limit, parent?.naive ?? null);
    this.batches.push({ real: this.#real.openBatch(own), naive, parent });
  }

  submit(batch: TwinBatch, tool: TwinTool, drawn: DrawnCall, after: readonly TwinCall[]): void {
    const { priority, pathUs, resources, exclusive, fails } = drawn;
    const name = `c${this.calls.length}`;
    const seq = this.calls.length + 1;
    const { parent } = batch;
    const real = new TestCall(name, batch.real, seq, tool.real, priority);
    real.pathUs = pathUs;
    if (resources.length > 0 || exclusive || parent !== null) {
      real.claim = new Claim(resources, exclusive, parent?.real ?? null);
    }
    const naive: NaiveCall = {
      ...{ name, seq, batch: batch.naive, tool: tool.naive, priority, pathUs, resources, exclusive },
      after: after.map((call) => call.naive),
      phase: 'new',
      rank: 0,
      goesFirst: false,
      ...{ conflictUs: 0, queuedUs: 0, toolFullUs: 0, otherFullUs: 0 },
    };
    this.naive.calls.push(naive);
    this.calls.push({
      real,
      naive,
      depth: ancestorsOf(naive).length,
      fails,
      hasStarted: false,
      isAside: false,
      keepsResources: false,
    });
    for (const call of after) this.#real.link(call.real, real);
    this.#real.submit(real);
  }

  park(call: TwinCall, stepsAside: boolean): void {
    call.isAside = stepsAside;
    this.#real.park(call.real, this.#nowUs, stepsAside);
    this.naive.park(call.naive, stepsAside);
  }

  requeue(call: TwinCall, goesFirst: boolean): void {
    call.isAside = false;
    this.#real.requeue(call.real, this.#nowUs, goesFirst);
    this.naive.requeue(call.naive, goesFirst);
  }

  finish(call: TwinCall, keepsResources: boolean): void {
    call.keepsResources = keepsResources && call.real.claim !== null && call.hasStarted;
    if (call.naive.phase === 'queued') this.#checkWaited(call);
    this.#real.finish(call.real, this.#nowUs, call.keepsResources);
    this.naive.finish(call.naive, call.keepsResources);
  }

  release(call: TwinCall): void {
    call.keepsResources = false;
    this.#real.releaseResources(call.real, this.#nowUs);
    this.naive.release(call.naive);
  }

  /** Starts all that may start. */
  pump(): void {
    for (let real = this.#real.nextUnblocked(); real !== undefined; real = this.#real.nextUnblocked()) {
      const call = this.#find(real);
      expect(this.naive.unblocked(), 'becomes ready before its predecessors ended').toContain(call.naive);
      if (call.fails) this.finish(call, false);
      else {
        this.#real.enqueue(call.real, this.#nowUs);
        this.naive.enqueue(call.naive);
      }
    }
    expect(this.naive.unblocked(), 'do not become ready').toEqual([]);
    for (;;) {
      const expected = this.naive.next();
      const real = this.#real.next(this.#nowUs);
      expect(real?.name).toBe(expected?.name);
      if (real === null || expected === undefined) break;
      const call = this.#find(real);
      call.hasStarted = true;
      this.#checkWaited(call);
      this.naive.start(expected);
      this.#checkConflicts(expected);
    }
    expect(this.#real.queuedCount).toBe(this.naive.in('queued').length);
    expect(this.#real.mayStart()).toBe(this.naive.in('queued').length > 0 && !this.naive.isFull());
  }

  /** By what was declared alone: neither model is asked who holds what. */
  #checkConflicts(started: NaiveCall): void {
    for (const other of this.naive.in('running')) {
      if (other === started || isRelated(started, other) || isOrphan(started) || isOrphan(other)) continue;
      const isExclusive = (call: NaiveCall) => [call, ...ancestorsOf(call)].some(({ exclusive }) => exclusive);
      if (isExclusive(started) || isExclusive(other)) expect(haveCommonAncestor(started, other)).toBe(true);
      for (const { key, access } of started.resources) {
        if (isOfAncestor(started, key) || isOfAncestor(other, key)) continue;
        const clashes = other.resources.some(
          (resource) => resource.key === key && (access === 'write' || resource.access === 'write'),
        );
        expect(clashes, `${started.name} and ${other.name} run with ${key}`).toBe(false);
      }
    }
  }

  #checkWaited({ real, naive }: TwinCall): void {
    const { conflictUs, queuedUs } = naive;
    const toolSlotUs = Math.min(queuedUs, naive.toolFullUs);
    const globalSlotUs = Math.min(queuedUs - toolSlotUs, naive.otherFullUs);
    const overheadUs = queuedUs - toolSlotUs - globalSlotUs;
    expect(this.#real.waited(real, this.#nowUs)).toEqual({
      conflictUs,
      gates: [],
      toolSlotUs,
      globalSlotUs,
      overheadUs,
    });
  }

  #find(real: TestCall): TwinCall {
    return this.calls[real.seq - 1]!;
  }
}

const isRelated = (a: NaiveCall, b: NaiveCall) => ancestorsOf(a).includes(b) || ancestorsOf(b).includes(a);

/** What it had through the call it was asked for in is no longer its own. */
const isOrphan = (call: NaiveCall) => ancestorsOf(call).some(({ phase }) => phase === 'over');

const haveCommonAncestor = (a: NaiveCall, b: NaiveCall) => ancestorsOf(a).some((call) => ancestorsOf(b).includes(call));

/** What the call it was asked for in holds is not asked for again. */
const isOfAncestor = (call: NaiveCall, key: string) =>
  ancestorsOf(call).some(({ resources }) => resources.some((resource) => resource.key === key));
