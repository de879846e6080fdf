import { type Gate, NO_GATES } from './gate.js';
import { Heap } from './heap.js';
import { type Limit, NO_LIMITS } from './limit.js';
import { ReadyQueue } from './ready-queue.js';
import type { ScheduledBatch, ScheduledCall } from './scheduled-call.js';

/** The ready calls of one batch in one lane. */
export class LaneEntry {
  readonly lane: Lane;
  readonly batch: ScheduledBatch;
  readonly queue = new ReadyQueue<ScheduledCall>();
  heapIndex = -1;
  /** The call that `first` found. */
  first: ScheduledCall | undefined;

  constructor(lane: Lane, batch: ScheduledBatch) {
    this.lane = lane;
    this.batch = batch;
  }
}

/** Whether the first call of one entry goes before that of another: aged priority, round robin between batches, path. */
export function entryGoesBefore(a: LaneEntry, b: LaneEntry): boolean {
  const [first, other] = [a.first as ScheduledCall, b.first as ScheduledCall];
  if (first.rank !== other.rank) return first.rank > other.rank;
  if (a.batch !== b.batch) {
    if (a.batch.servedAt !== b.batch.servedAt) return a.batch.servedAt < b.batch.servedAt;
    return a.batch.order < b.batch.order;
  }
  return first.pathUs !== other.pathUs ? first.pathUs > other.pathUs : first.seq < other.seq;
}

/** Ready calls under the same limits and gates, so that as far as their tool goes either all of them may start or none. */
export class Lane {
  /** Null for the calls of all tools without a limit. */
  readonly limit: Limit | null;
  readonly gates: readonly Gate[];
  /** Limits that other lanes have as well. */
  readonly shared: readonly Limit[];
  readonly #entries = new Heap<LaneEntry>(entryGoesBefore);
  /** Entries of batches that are full. */
  readonly #parked = new Set<LaneEntry>();

  constructor(limit: Limit | null, gates: readonly Gate[] = NO_GATES, shared: readonly Limit[] = NO_LIMITS) {
    this.limit = limit;
    this.gates = gates;
    this.shared = shared;
  }

  get isEmpty(): boolean {
    return this.#entries.size === 0;
  }

  mayStart(nowUs: number): boolean {
    return this.hasFree() && (this.gates.length === 0 || this.opensAtUs() <= nowUs);
  }

  /** Whether its limits let its first call start; one that kept its places in the shared ones needs no others. */
  hasFree(): boolean {
    if (this.limit !== null && !this.limit.hasFree()) return false;
    if (this.shared.length === 0 || this.shared.every((limit) => limit.hasFree())) return true;
    const kept = this.first()?.first?.kept ?? NO_LIMITS;
    return this.shared.every((limit) => limit.hasFree() || kept.includes(limit));
  }

  /** For how long its limits had no free slot; where several had none it counts for each. */
  fullUs(nowUs: number): number {
    let fullUs = this.limit?.fullUs(nowUs) ?? 0;
    for (const limit of this.shared) fullUs += limit.fullUs(nowUs);
    return fullUs;
  }

  /** When the gates let its first call start, as far as is known; a call that goes on after calls of its own has been through. */
  opensAtUs(): number {
    let opensAtUs = Number.NEGATIVE_INFINITY;
    if (this.first()?.first?.rank === Number.POSITIVE_INFINITY) return opensAtUs;
    for (const gate of this.gates) opensAtUs = Math.max(opensAtUs, gate.opensAtUs);
    return opensAtUs;
  }

  push(call: ScheduledCall): void {
    const entry = this.#entryOf(call.scheduled);
    entry.queue.push(call);
    this.place(entry);
  }

  /** Takes out a call that is in. */
  remove(call: ScheduledCall): void {
    const entry = this.#entryOf(call.scheduled);
    entry.queue.remove(call);
    this.place(entry);
  }

  /** The entry whose first call goes first. */
  first(): LaneEntry | undefined {
    return this.#entries.peek();
  }

  /** Takes out all calls. */
  drain(): ScheduledCall[] {
    const calls: ScheduledCall[] = [];
    const entries = [...this.#parked];
    this.#parked.clear();
    for (let entry = this.#entries.shift(); entry !== undefined; entry = this.#entries.shift()) entries.push(entry);
    for (const entry of entries) {
      for (let call = entry.queue.peek(); call !== undefined; call = entry.queue.peek()) {
        entry.queue.remove(call);
        calls.push(call);
      }
    }
    return calls;
  }

  /** Puts an entry where its first call belongs, after anything that may have changed that. */
  place(entry: LaneEntry): void {
    const { limit } = entry.batch;
    const isFull = limit !== null && !limit.hasFree();
    const first = entry.queue.peek();
    if (limit !== null) this.#park(entry, isFull && first !== undefined);
    entry.first = isFull ? undefined : first;
    if (entry.first === undefined) this.#entries.remove(entry);
    else if (entry.heapIndex < 0) this.#entries.push(entry);
    else this.#entries.update(entry);
  }

  #park(entry: LaneEntry, isParked: boolean): void {
    if (isParked) this.#parked.add(entry);
    else this.#parked.delete(entry);
  }

  #entryOf(batch: ScheduledBatch): LaneEntry {
    for (const entry of batch.entries) if (entry.lane === this) return entry;
    const entry = new LaneEntry(this, batch);
    batch.entries.push(entry);
    return entry;
  }
}
