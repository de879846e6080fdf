import { createFifoQueue } from './fifo-queue.js';
import type { Slots } from './slots.js';

/** A queued call and the state of its lane when it was submitted. */
export interface QueuedItem<Item> {
  readonly item: Item;
  /** Position among all submissions of the scheduler. */
  readonly order: number;
  readonly submittedUs: number;
  /** Ticks of the scheduler that had ended by then. */
  readonly submittedTick: number;
  /** How long its tool had been full by then. */
  readonly toolFullUs: number;
  withdrawn: boolean;
}

/** The queued calls that share a tool limit and a batch limit, so that either all of them may start or none. */
export interface Lane<Item> {
  readonly toolSlots: Slots | null;
  readonly batchSlots: Slots | null;
  push(entry: Omit<QueuedItem<Item>, 'toolFullUs' | 'withdrawn'>): QueuedItem<Item>;
  /** The first live call; undefined when there is none. */
  head(): QueuedItem<Item> | undefined;
  /** Takes the head out; there must be one. */
  shift(): QueuedItem<Item>;
  mayStart(): boolean;
  /** Looks at the slots: a stretch without a free one of the tool is counted between two looks. */
  observe(nowUs: number, tick: number): void;
  /** The last tick that saw no slot of the batch free; -1 before the first. */
  readonly batchFullTick: number;
  /** Sum of the stretches without a free slot of the tool, up to now. */
  toolFullUs(nowUs: number): number;
}

export function createLane<Item>(toolSlots: Slots | null, batchSlots: Slots | null): Lane<Item> {
  const queue = createFifoQueue<QueuedItem<Item>>();
  let fullUs = 0;
  let fullSinceUs: number | null = null;
  let batchFullTick = -1;

  const toolFullUs = (nowUs: number) => fullUs + (fullSinceUs === null ? 0 : nowUs - fullSinceUs);
  const head = () => {
    while (queue.peek()?.withdrawn) queue.shift();
    return queue.peek();
  };

  return {
    toolSlots,
    batchSlots,
    head,
    toolFullUs,
    push(entry) {
      const queued = { ...entry, toolFullUs: toolFullUs(entry.submittedUs), withdrawn: false };
      queue.push(queued);
      return queued;
    },
    shift() {
      const entry = head();
      if (entry === undefined) throw new Error('shift() of an empty lane');
      queue.shift();
      return entry;
    },
    mayStart: () => (toolSlots?.hasFree() ?? true) && (batchSlots?.hasFree() ?? true),
    get batchFullTick() {
      return batchFullTick;
    },
    observe(nowUs, tick) {
      if (batchSlots !== null && !batchSlots.hasFree()) batchFullTick = tick;
      const isFull = toolSlots !== null && !toolSlots.hasFree();
      if (isFull && fullSinceUs === null) fullSinceUs = nowUs;
      if (!isFull && fullSinceUs !== null) {
        fullUs += nowUs - fullSinceUs;
        fullSinceUs = null;
      }
    },
  };
}
