import type { Resource } from '../src/plan/resource.js';
import { Limit } from '../src/schedule/limit.js';
import { Claim } from '../src/schedule/resource-locks.js';
import { type ScheduledBatch, ScheduledCall, type ScheduledTool } from '../src/schedule/scheduled-call.js';
import { Scheduler } from '../src/schedule/scheduler.js';
import { countedSlots } from '../src/schedule/slots.js';

/** A call that is nothing but scheduled. */
export class TestCall extends ScheduledCall {
  readonly name: string;

  constructor(name: string, batch: ScheduledBatch, seq: number, tool: ScheduledTool, priority = 0) {
    super(batch, seq, tool, priority);
    this.name = name;
  }
}

export interface CallFields {
  readonly priority?: number;
  readonly pathUs?: number;
  readonly tool?: ScheduledTool;
  readonly batch?: ScheduledBatch;
  readonly after?: readonly TestCall[];
  readonly resources?: readonly Resource[];
  readonly exclusive?: boolean;
  readonly parent?: TestCall;
}

export const limitOf = (maxConcurrency: number) => new Limit(countedSlots(maxConcurrency));

/** A scheduler with a clock to set and short ways to fill it. */
export class Scheduling {
  nowUs = 0;
  readonly global: Limit;
  readonly scheduler: Scheduler<TestCall>;
  readonly batch: ScheduledBatch;
  #seq = 0;

  constructor(maxConcurrency = Number.POSITIVE_INFINITY) {
    this.global = limitOf(maxConcurrency);
    this.scheduler = new Scheduler<TestCall>(this.global);
    this.batch = this.openBatch();
  }

  /** @param maxConcurrency - None without. */
  tool(maxConcurrency?: number): ScheduledTool {
    const tool = { lane: this.scheduler.unlimited, runningCount: 0 };
    if (maxConcurrency !== undefined) this.limitTool(tool, maxConcurrency);
    return tool;
  }

  limitTool(tool: ScheduledTool, maxConcurrency: number): Limit {
    const limit = limitOf(maxConcurrency);
    this.scheduler.limitTool(tool, limit, this.nowUs);
    return limit;
  }

  /** @param maxConcurrency - None without. */
  openBatch(maxConcurrency?: number): ScheduledBatch {
    return this.scheduler.openBatch(maxConcurrency === undefined ? null : limitOf(maxConcurrency));
  }

  /** A call with its links, not submitted yet. */
  call(name: string, fields: CallFields = {}): TestCall {
    const { priority, pathUs = 0, tool = this.tool(), batch = this.batch, after = [] } = fields;
    const { resources = [], exclusive = false, parent = null } = fields;
    this.#seq += 1;
    const call = new TestCall(name, batch, this.#seq, tool, priority);
    call.pathUs = pathUs;
    if (resources.length > 0 || exclusive || parent !== null) call.claim = new Claim(resources, exclusive, parent);
    for (const from of after) this.scheduler.link(from, call);
    return call;
  }

  submit(name: string, fields: CallFields = {}): TestCall {
    const call = this.call(name, fields);
    this.scheduler.submit(call);
    return call;
  }

  /** Starts all that may start. @returns Their names, in order. */
  pump(): string[] {
    const { scheduler, nowUs } = this;
    for (let call = scheduler.nextUnblocked(); call !== undefined; call = scheduler.nextUnblocked()) {
      scheduler.enqueue(call, nowUs);
    }
    const started: string[] = [];
    for (let call = scheduler.next(nowUs); call !== null; call = scheduler.next(nowUs)) started.push(call.name);
    return started;
  }

  /** Ends a call, then starts all that may start. */
  finish(call: TestCall, keepsResources = false): string[] {
    this.scheduler.finish(call, this.nowUs, keepsResources);
    return this.pump();
  }

  park(call: TestCall, stepsAside = false): string[] {
    this.scheduler.park(call, this.nowUs, stepsAside);
    return this.pump();
  }

  requeue(call: TestCall, goesFirst = false): string[] {
    this.scheduler.requeue(call, this.nowUs, goesFirst);
    return this.pump();
  }
}
