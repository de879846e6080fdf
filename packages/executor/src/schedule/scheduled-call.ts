import type { Lane, LaneEntry } from './lane.js';
import { type Limit, NO_LIMITS } from './limit.js';
import type { Claim } from './resource-locks.js';

/**
 * Where a call stands for the scheduler: other calls must end first; it asks for its resources; it queues for slots; it
 * holds slots; it holds none for a while; it is over.
 */
export type ScheduleState = 'waiting' | 'locking' | 'ready' | 'running' | 'idle' | 'over';

/** What the scheduler knows of a tool: the queue its calls join, which changes when it gets a limit. */
export interface ScheduledTool {
  lane: Lane;
  /** Calls of it that hold slots; written by the scheduler alone. */
  runningCount: number;
}

/** What the scheduler knows of a batch. */
export class ScheduledBatch {
  /** Position among the batches of the scheduler. */
  readonly order: number;
  /** Its own limit; null without one. */
  readonly limit: Limit | null;
  /** The start that last served it: of two batches the one served longer ago goes first. */
  servedAt: number;
  /** Where its ready calls stand, one entry per lane. */
  readonly entries: LaneEntry[] = [];

  /** @param place - As the scheduler gave it. */
  constructor({ order, servedAt }: { readonly order: number; readonly servedAt: number }, limit: Limit | null) {
    this.order = order;
    this.limit = limit;
    this.servedAt = servedAt;
  }
}

/**
 * A call as the scheduler sees it. One object per call, extended by those who run or simulate it: a million of them may
 * be queued at once. Fields that are not `readonly` are the scheduler's, but for `priority` and `pathUs` until the call is
 * submitted.
 */
export abstract class ScheduledCall {
  /** 1-based position in its batch. */
  readonly seq: number;
  readonly scheduled: ScheduledBatch;
  readonly scheduledTool: ScheduledTool;
  /** The queue that it joined last: whose slot it takes and gives back. */
  lane: Lane;
  priority: number;
  /** Longest remaining path from its start. */
  pathUs = 0;
  /** Resources it needs; null for a call that needs none. */
  claim: Claim | null = null;
  state: ScheduleState = 'waiting';
  /** Predecessors that have not ended, and one more for each other reason to hold it back. */
  pending = 0;
  successors: ScheduledCall[] | null = null;
  /** Aged priority, as of when it became ready. */
  rank = 0;
  heapIndex = -1;
  readyUs = 0;
  /** When it joined the queue for slots (-1 before), and for how long each limit had been full by then. */
  queuedUs = 0;
  toolFullUs = 0;
  otherFullUs = 0;
  /** For how long each gate of its lane had been closed by then; null where there is none. */
  gatesClosedUs: readonly number[] | null = null;
  /** Shared limits in which it keeps its places while it waits for calls of its own. */
  kept: readonly Limit[] = NO_LIMITS;

  constructor(scheduled: ScheduledBatch, seq: number, tool: ScheduledTool, priority: number) {
    this.scheduled = scheduled;
    this.seq = seq;
    this.scheduledTool = tool;
    this.lane = tool.lane;
    this.priority = priority;
  }
}
