import { FifoQueue } from './fifo-queue.js';
import { type Gate, type GateCause, NO_GATES } from './gate.js';
import { entryGoesBefore, Lane, type LaneEntry } from './lane.js';
import { type Limit, NO_LIMITS } from './limit.js';
import { ResourceLocks } from './resource-locks.js';
import { ScheduledBatch, type ScheduledCall, type ScheduledTool } from './scheduled-call.js';

/** A call that was passed over by this many starts counts one priority higher. */
const STARTS_PER_PRIORITY = 16;

/** What a call waited for between ready and start; all sum to it. In µs. */
export interface Waited {
  readonly conflictUs: number;
  readonly gates: readonly { readonly cause: GateCause; readonly us: number }[];
  readonly toolSlotUs: number;
  readonly globalSlotUs: number;
  readonly overheadUs: number;
}

/**
 * Decides which call starts when: a pure state machine without timer, promise or clock; time comes in as a value, for the
 * accounts alone. A call is submitted, is unblocked when its predecessors have ended, asks for its resources, queues for
 * slots, and starts. Work-conserving: no slot idles while a call that may take it is queued. A call takes all its slots at
 * once, so that it never holds one while it waits for another.
 *
 * Of the calls that may start, the order is: aged priority (+1 for every 16 starts that passed a call over, counted in
 * steps of 16 starts of the scheduler), round robin between batches, longest remaining path, call order.
 *
 * A start costs O(lanes + log calls); a lane stands for one limited tool with queued calls.
 */
export class Scheduler<Call extends ScheduledCall> {
  readonly #global: Limit;
  /** The lane of all tools without limit or gates of their own. */
  readonly unlimited: Lane;
  readonly #gates: readonly Gate[];
  readonly #lanes: Lane[] = [];
  readonly #unblocked = new FifoQueue<Call>();
  readonly #granted: Call[] = [];
  readonly #locks = new ResourceLocks<Call>((call) => this.#granted.push(call));
  #queuedCount = 0;
  #runningCount = 0;
  #startCount = 0;
  #batchCount = 0;

  /** @param gates - Of all calls. */
  constructor(global: Limit, gates: readonly Gate[] = NO_GATES) {
    this.#global = global;
    this.#gates = gates;
    this.unlimited = new Lane(null, gates);
  }

  /** Calls that wait for slots. */
  get queuedCount(): number {
    return this.#queuedCount;
  }

  /** Calls that hold slots, each as often as it does. */
  get runningCount(): number {
    return this.#runningCount;
  }

  /** A tool has this limit and these gates from now on: its queued calls wait for them, those that run count, be they more. */
  limitTool(
    tool: ScheduledTool,
    limit: Limit | null,
    nowUs: number,
    gates: readonly Gate[] = NO_GATES,
    shared: readonly Limit[] = tool.lane.shared,
  ): void {
    const { lane } = tool;
    tool.lane = new Lane(limit, [...gates, ...this.#gates], shared);
    const added = shared.filter((other) => !lane.shared.includes(other));
    if (limit !== null && limit !== lane.limit) added.push(limit);
    for (const other of added) for (let taken = 0; taken < tool.runningCount; taken++) other.take(nowUs);
    for (const call of lane.drain() as Call[]) {
      this.#push(call);
      // What it waited for its limits until now stays what it waited.
      call.toolFullUs += call.lane.fullUs(nowUs) - lane.fullUs(nowUs);
      call.gatesClosedUs = closedUsOf(call.lane.gates, nowUs);
    }
  }

  /** @param limit - The batch's own limit. */
  openBatch(limit: Limit | null): ScheduledBatch {
    return new ScheduledBatch(this.nextPlace(), limit);
  }

  /** The place of a new batch: behind those that wait already. */
  nextPlace(): { readonly order: number; readonly servedAt: number } {
    this.#batchCount += 1;
    return { order: this.#batchCount, servedAt: this.#startCount };
  }

  /** `from` must end before `to` starts; `to` is not submitted yet. One that is over changes nothing. */
  link(from: Call, to: Call): void {
    if (from.state === 'over' && from.pending === 0) return;
    from.successors ??= [];
    from.successors.push(to);
    to.pending += 1;
  }

  /** Makes a call known with all its links; it is unblocked when nothing is pending. */
  submit(call: Call): void {
    if (call.pending === 0) this.#unblocked.push(call);
  }

  /** Takes away one reason to hold a call back. */
  unblock(call: Call): void {
    call.pending -= 1;
    if (call.pending === 0) this.#unblocked.push(call);
  }

  /** The next call with nothing pending any more; its owner prepares it and enqueues or finishes it. */
  nextUnblocked(): Call | undefined {
    let call = this.#unblocked.shift();
    while (call?.state === 'over') {
      this.#unblockSuccessors(call);
      call = this.#unblocked.shift();
    }
    return call;
  }

  /** The call is ready: it asks for its resources and then queues for slots. */
  enqueue(call: Call, nowUs: number): void {
    call.readyUs = nowUs;
    call.queuedUs = -1;
    if (this.#locks.request(call)) this.#queue(call, nowUs);
    else call.state = 'locking';
  }

  /**
   * The call gives up its slots, or its place in the queue for them, and keeps its resources.
   *
   * @param stepsAside - It waits for calls of its own: exclusive ones among them may run meanwhile. Its places in shared
   *   limits it keeps, as what they stand for is still in its hands.
   */
  park(call: Call, nowUs: number, stepsAside = false): void {
    const { state } = call;
    if (state === 'running') this.#giveSlots(call, nowUs, stepsAside);
    call.state = 'idle';
    if (state === 'ready') this.#withdraw(call);
    if (!stepsAside && state !== 'locking') return;
    this.#locks.stepAside(call);
    this.#queueGranted(nowUs);
  }

  /**
   * A parked call queues for slots again.
   *
   * @param goesFirst - Before all that have a priority.
   */
  requeue(call: Call, nowUs: number, goesFirst = false): void {
    call.readyUs = nowUs;
    call.queuedUs = -1;
    if (this.#locks.stepBack(call)) this.#queue(call, nowUs, goesFirst);
    else {
      call.state = 'locking';
      if (call.claim !== null) call.claim.goesFirst = goesFirst;
    }
  }

  /** Whether it is worth asking for the `next` call. */
  mayStart(): boolean {
    return this.#queuedCount > 0 && this.#global.hasFree();
  }

  /** The next call that starts, with its slots taken; null when none may. */
  next(nowUs: number): Call | null {
    if (!this.mayStart()) return null;
    const entry = this.#firstEntry(nowUs);
    return entry === null ? null : this.#start(entry, nowUs);
  }

  /** When the next gate opens behind which a call waits for nothing else, as far as is known; `Infinity` if there is none. */
  opensAtUs(nowUs: number): number {
    let opensAtUs = Number.POSITIVE_INFINITY;
    if (!this.mayStart()) return opensAtUs;
    for (const lane of this.#lanes) {
      if (lane.isEmpty || !lane.hasFree()) continue;
      const laneOpensAtUs = lane.opensAtUs();
      if (laneOpensAtUs > nowUs) opensAtUs = Math.min(opensAtUs, laneOpensAtUs);
    }
    return opensAtUs;
  }

  /** A call that runs takes the slots of one more, if all are free; what queues could not have had them. */
  takeAnother(call: Call, nowUs: number): boolean {
    const { scheduled, lane, state } = call;
    const isFree = this.#global.hasFree() && scheduled.limit?.hasFree() !== false;
    if (state !== 'running' || !isFree || !lane.mayStart(nowUs)) return false;
    if (!lane.shared.every((limit) => limit.hasFree())) return false;
    this.#takeSlots(call, nowUs);
    for (const gate of lane.gates) gate.started(nowUs);
    for (const entry of scheduled.entries) this.#place(entry);
    return true;
  }

  /** Gives back what `takeAnother` took; what a call that stepped aside keeps it goes on to keep. */
  giveAnother(call: Call, nowUs: number): void {
    const { kept } = call;
    this.#giveSlots(call, nowUs);
    call.kept = kept;
  }

  /** What a call runs goes on as that of another, which asked for nothing yet, with its slots and locks; it has none then. */
  handOver(from: Call, to: Call, nowUs: number): void {
    from.state = 'waiting';
    to.state = 'running';
    to.lane = from.lane;
    from.scheduled.limit?.give(nowUs);
    to.scheduled.limit?.take(nowUs);
    for (const { scheduled } of [from, to]) for (const entry of scheduled.entries) this.#place(entry);
  }

  /** What the call that `next` gave, or one just withdrawn, waited for since it became ready. */
  waited(call: Call, nowUs: number): Waited {
    if (call.queuedUs < 0) {
      return { conflictUs: nowUs - call.readyUs, gates: NO_WAITS, toolSlotUs: 0, globalSlotUs: 0, overheadUs: 0 };
    }
    const { lane } = call;
    const gates = call.gatesClosedUs === null ? NO_WAITS : gateWaits(call, call.gatesClosedUs, nowUs);
    let restUs = nowUs - call.queuedUs;
    for (const { us } of gates) restUs -= us;
    const toolSlotUs = Math.min(restUs, lane.fullUs(nowUs) - call.toolFullUs);
    restUs -= toolSlotUs;
    const globalSlotUs = Math.min(restUs, this.#otherFullUs(call, nowUs) - call.otherFullUs);
    restUs -= globalSlotUs;
    return { conflictUs: call.queuedUs - call.readyUs, gates, toolSlotUs, globalSlotUs, overheadUs: restUs };
  }

  /** The call is over, whatever it was doing: what waits for its end may go on. */
  finish(call: Call, nowUs: number, keepsResources = false): void {
    const { state } = call;
    if (state === 'running') this.#giveSlots(call, nowUs);
    else this.#giveKept(call, nowUs);
    call.state = 'over';
    if (state === 'ready') this.#withdraw(call);
    if (keepsResources) this.#locks.stopAsking(call);
    else if (state !== 'waiting') this.#locks.release(call);
    this.#queueGranted(nowUs);
    // Two calls may be kept apart by a path through this one alone: for its successors it ends after its predecessors.
    if (call.pending === 0) this.#unblockSuccessors(call);
  }

  /** Gives back the resources of a call that is over and kept them. */
  releaseResources(call: Call, nowUs: number): void {
    this.#locks.release(call);
    this.#queueGranted(nowUs);
  }

  #unblockSuccessors(call: Call): void {
    const { successors } = call;
    if (successors === null) return;
    // Once: a call may end while it is among those that are unblocked, and comes up again there.
    call.successors = null;
    for (const successor of successors) this.unblock(successor as Call);
  }

  #takeSlots(call: Call, nowUs: number): void {
    const { scheduled, scheduledTool, lane, kept } = call;
    this.#runningCount += 1;
    this.#global.take(nowUs);
    scheduledTool.runningCount += 1;
    lane.limit?.take(nowUs);
    for (const limit of lane.shared) if (!kept.includes(limit)) limit.take(nowUs);
    call.kept = NO_LIMITS;
    scheduled.limit?.take(nowUs);
  }

  #giveSlots(call: Call, nowUs: number, keepsShared = false): void {
    const { scheduled, scheduledTool } = call;
    this.#runningCount -= 1;
    this.#global.give(nowUs);
    // Of its tool as it is now: a limit that came while the call ran counts it.
    scheduledTool.runningCount -= 1;
    scheduledTool.lane.limit?.give(nowUs);
    call.kept = scheduledTool.lane.shared;
    if (!keepsShared) this.#giveKept(call, nowUs);
    if (scheduled.limit === null) return;
    scheduled.limit.give(nowUs);
    for (const entry of scheduled.entries) this.#place(entry);
  }

  #giveKept(call: Call, nowUs: number): void {
    for (const limit of call.kept) limit.give(nowUs);
    call.kept = NO_LIMITS;
  }

  #queueGranted(nowUs: number): void {
    if (this.#granted.length === 0) return;
    for (const call of this.#granted.splice(0)) this.#queue(call, nowUs, call.claim?.goesFirst);
  }

  /** At once: a call that is parked may queue again, in another place, and one that is over must not stay in memory. */
  #withdraw(call: Call): void {
    this.#queuedCount -= 1;
    call.lane.remove(call);
  }

  #queue(call: Call, nowUs: number, goesFirst = false): void {
    call.state = 'ready';
    call.lane = call.scheduledTool.lane;
    call.rank = goesFirst
      ? Number.POSITIVE_INFINITY
      : call.priority - Math.floor(this.#startCount / STARTS_PER_PRIORITY);
    call.queuedUs = nowUs;
    call.toolFullUs = call.lane.fullUs(nowUs);
    call.otherFullUs = this.#otherFullUs(call, nowUs);
    call.gatesClosedUs = closedUsOf(call.lane.gates, nowUs);
    this.#queuedCount += 1;
    this.#push(call);
  }

  #push(call: Call): void {
    call.lane = call.scheduledTool.lane;
    if (call.lane.isEmpty && !this.#lanes.includes(call.lane)) this.#lanes.push(call.lane);
    call.lane.push(call);
  }

  /** For how long the executor or the batch had no free slot; where both had none it counts twice. */
  #otherFullUs(call: Call, nowUs: number): number {
    const globalUs = this.#global.fullUs(nowUs);
    const { limit } = call.scheduled;
    return limit === null ? globalUs : globalUs + limit.fullUs(nowUs);
  }

  #firstEntry(nowUs: number): LaneEntry | null {
    let first: LaneEntry | null = null;
    for (let index = this.#lanes.length - 1; index >= 0; index--) {
      const lane = this.#lanes[index] as Lane;
      if (!lane.mayStart(nowUs)) continue;
      const entry = lane.first();
      if (entry === undefined) this.#dropIfEmpty(lane, index);
      else if (first === null || entryGoesBefore(entry, first)) first = entry;
    }
    return first;
  }

  /** A lane whose calls all belong to full batches is asked again when one of them has a slot. */
  #dropIfEmpty(lane: Lane, index: number): void {
    if (!lane.isEmpty) return;
    const last = this.#lanes.pop() as Lane;
    if (index < this.#lanes.length) this.#lanes[index] = last;
  }

  #place(entry: LaneEntry): void {
    const { lane } = entry;
    if (lane.isEmpty && !this.#lanes.includes(lane)) this.#lanes.push(lane);
    lane.place(entry);
  }

  #start(entry: LaneEntry, nowUs: number): Call {
    const call = entry.first as Call;
    const { scheduled } = call;
    entry.queue.remove(call);
    call.state = 'running';
    this.#queuedCount -= 1;
    this.#startCount += 1;
    scheduled.servedAt = this.#startCount;
    this.#takeSlots(call, nowUs);
    if (call.rank !== Number.POSITIVE_INFINITY) for (const gate of call.lane.gates) gate.started(nowUs);
    for (const other of scheduled.entries) other.lane.place(other);
    return call;
  }
}

const NO_WAITS: Waited['gates'] = Object.freeze([]);

function closedUsOf(gates: readonly Gate[], nowUs: number): readonly number[] | null {
  return gates.length === 0 ? null : gates.map((gate) => gate.closedUs(nowUs));
}

/** What was closed at the same time counts for the first of the gates. */
function gateWaits(call: ScheduledCall, closedBeforeUs: readonly number[], nowUs: number): Waited['gates'] {
  let restUs = nowUs - call.queuedUs;
  return call.lane.gates.map((gate, index) => {
    const us = Math.min(restUs, gate.closedUs(nowUs) - (closedBeforeUs[index] as number));
    restUs -= us;
    return { cause: gate.cause, us };
  });
}
