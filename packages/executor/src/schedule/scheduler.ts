import { createLane, type Lane, type QueuedItem } from './lane.js';
import type { Slots } from './slots.js';

/** What the scheduler needs to know of a call: which limits it runs under, beside the executor's own. */
export interface Schedulable {
  /** Slots of its tool; null without a limit. */
  readonly toolSlots: Slots | null;
  /** Slots of its batch; null without a limit. */
  readonly batchSlots: Slots | null;
}

/** What a call waited for; the three parts sum to the time since it was submitted. */
export interface Waited {
  readonly toolSlotUs: number;
  readonly globalSlotUs: number;
  readonly overheadUs: number;
}

/** A call that starts now. */
export interface Start<Item> {
  readonly item: Item;
  readonly waited: Waited;
  /** Gives back every slot it holds. */
  readonly release: () => void;
}

/**
 * Decides what starts: of the calls that may run, the one submitted first. Work-conserving: no slot idles while a call
 * that may take it is queued. A call never holds one slot while it waits for another. Pure: time comes in as a value.
 */
export interface Scheduler<Item extends Schedulable> {
  submit(item: Item, nowUs: number): void;
  /** Takes a queued item out; null for one that is not queued. */
  withdraw(item: Item, nowUs: number): Waited | null;
  /** Takes slots for all that may start now, in order. */
  tick(nowUs: number): Start<Item>[];
  readonly queuedCount: number;
}

/** Costs O(lanes) per submit, start and tick; a lane is one pair of tool limit and batch limit with queued calls. */
export function createScheduler<Item extends Schedulable>(globalSlots: Slots): Scheduler<Item> {
  const lanes = new Set<Lane<Item>>();
  const queued = new Map<Item, { readonly entry: QueuedItem<Item>; readonly lane: Lane<Item> }>();
  let submitted = 0;
  let ticks = 0;
  /** The last tick that found or left no global slot free. */
  let lastFullTick = -1;

  const laneOf = ({ toolSlots, batchSlots }: Item, nowUs: number): Lane<Item> => {
    for (const lane of lanes) if (lane.toolSlots === toolSlots && lane.batchSlots === batchSlots) return lane;
    const lane = createLane<Item>(toolSlots, batchSlots);
    lane.observe(nowUs, ticks);
    lanes.add(lane);
    return lane;
  };

  const firstThatMayStart = (): Lane<Item> | undefined => {
    let first: Lane<Item> | undefined;
    let firstOrder = Number.POSITIVE_INFINITY;
    for (const lane of lanes) {
      const head = lane.head();
      if (head === undefined) lanes.delete(lane);
      else if (head.order < firstOrder && lane.mayStart()) {
        first = lane;
        firstOrder = head.order;
      }
    }
    return first;
  };

  const waitedFor = (entry: QueuedItem<Item>, lane: Lane<Item>, nowUs: number): Waited => {
    const waitedUs = nowUs - entry.submittedUs;
    const toolSlotUs = lane.toolFullUs(nowUs) - entry.toolFullUs;
    // Where no slot but the tool's was ever full meanwhile, the rest of the wait is the executor's own work.
    const sawFull = lastFullTick >= entry.submittedTick || lane.batchFullTick >= entry.submittedTick;
    const globalSlotUs = sawFull ? waitedUs - toolSlotUs : 0;
    return { toolSlotUs, globalSlotUs, overheadUs: waitedUs - toolSlotUs - globalSlotUs };
  };

  const start = (lane: Lane<Item>, nowUs: number): Start<Item> => {
    const entry = lane.shift();
    queued.delete(entry.item);
    const waited = waitedFor(entry, lane, nowUs);
    const releases = [globalSlots, lane.batchSlots, lane.toolSlots].map((slots) => slots?.take());
    return {
      item: entry.item,
      waited,
      release: () => {
        for (const release of releases) release?.();
      },
    };
  };

  const observe = (nowUs: number) => {
    if (!globalSlots.hasFree()) lastFullTick = ticks;
    for (const lane of lanes) lane.observe(nowUs, ticks);
  };

  return {
    get queuedCount() {
      return queued.size;
    },
    submit(item, nowUs) {
      const lane = laneOf(item, nowUs);
      const entry = lane.push({ item, order: submitted++, submittedUs: nowUs, submittedTick: ticks });
      queued.set(item, { entry, lane });
    },
    withdraw(item, nowUs) {
      const found = queued.get(item);
      if (found === undefined) return null;
      found.entry.withdrawn = true;
      queued.delete(item);
      return waitedFor(found.entry, found.lane, nowUs);
    },
    tick(nowUs) {
      const starts: Start<Item>[] = [];
      observe(nowUs);
      while (globalSlots.hasFree()) {
        const lane = firstThatMayStart();
        if (lane === undefined) break;
        starts.push(start(lane, nowUs));
      }
      observe(nowUs);
      ticks += 1;
      return starts;
    },
  };
}
