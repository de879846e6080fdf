import { type Edge, type EdgeReason, NO_EDGES } from './edge.js';
import type { PlanCall } from './plan-call.js';
import type { Resource } from './resource.js';

/** Who touched a resource last: one call that writes it (-1 for none) and those that read it since. */
interface Touched {
  writer: number;
  readers: number[];
}

/**
 * Orders calls that must not overlap: those that touch one resource, at least one writing, and exclusive ones with all
 * others. Calls are taken one by one, and a later one waits for an earlier one. Each pair that must not overlap is joined
 * by a path of edges, not by an edge of its own: at most two edges per resource touched, one per call behind an exclusive
 * one and one per call before it. So a path holds only if a call that ends without running, ends for those behind it no
 * sooner than all before it have ended.
 */
export class ConflictOrder {
  /** By call: the last call taken that an edge from it leads to; -1 for none. */
  readonly #lastTo: number[] = [];
  /** By call: how many exclusive calls had been taken, itself included; -1 until it is taken. */
  readonly #section: number[] = [];
  /** Everything taken before the last exclusive call is behind it, and forgotten here. */
  readonly #resources = new Map<string, Touched>();
  /** The last call that may have touched anything. What it did not meet in `#resources` it wrote. */
  #lastUnknown = -1;
  #lastExclusive = -1;
  #exclusiveCount = 0;
  #sinceExclusive: number[] = [];
  #to = -1;
  #edges: Edge[] = NO_EDGES;

  /** @param callCount - Calls known beforehand; without it they must be taken in call order. */
  constructor(callCount = 0) {
    this.#know(callCount);
  }

  /**
   * Takes the next call in order.
   *
   * @param needed - Edges into it so far, from calls that are already taken or never will be; given away.
   * @returns All edges into it: those, and the ones its conflicts add for pairs that had none.
   */
  take(to: number, call: Pick<PlanCall, 'resources' | 'exclusive'>, needed: Edge[]): Edge[] {
    this.#know(to + 1);
    this.#to = to;
    this.#edges = needed;
    for (const { from } of needed) this.#lastTo[from] = to;
    this.#touch(call.resources);
    if (call.exclusive) this.#endSection();
    this.#waitForExclusive();
    if (call.exclusive) this.#beginSection(call.resources);
    else this.#sinceExclusive.push(to);
    this.#section[to] = this.#exclusiveCount;
    return this.#edges;
  }

  #know(callCount: number): void {
    while (this.#lastTo.length < callCount) {
      this.#lastTo.push(-1);
      this.#section.push(-1);
    }
  }

  #touch(resources: PlanCall['resources']): void {
    if (resources === 'unknown') this.#touchAll();
    else for (const { key, access } of resources) this.#touchOne(key, access);
  }

  #touchOne(key: string, access: Resource['access']): void {
    let touched = this.#resources.get(key);
    if (touched === undefined) {
      touched = { writer: this.#lastUnknown, readers: [] };
      this.#resources.set(key, touched);
    }
    if (access === 'read') {
      this.#add(touched.writer, 'conflict');
      touched.readers.push(this.#to);
      return;
    }
    this.#waitForAllOf(touched);
    touched.writer = this.#to;
    touched.readers = [];
  }

  #touchAll(): void {
    for (const touched of this.#resources.values()) this.#waitForAllOf(touched);
    if (this.#resources.size === 0) this.#add(this.#lastUnknown, 'conflict');
    this.#resources.clear();
    this.#lastUnknown = this.#to;
  }

  /** Its readers wait for its writer. */
  #waitForAllOf({ writer, readers }: Touched): void {
    if (readers.length === 0) this.#add(writer, 'conflict');
    else for (const reader of readers) this.#add(reader, 'conflict');
  }

  /** The call, an exclusive one, waits for all since the last exclusive one: for those that nothing else waits for. */
  #endSection(): void {
    for (const from of this.#sinceExclusive) if (this.#lastTo[from] === -1) this.#add(from, 'exclusive');
  }

  /** The call waits for the last exclusive one, unless it waits for one that does. */
  #waitForExclusive(): void {
    const isBehind = this.#edges.some(({ from }) => this.#section[from] === this.#exclusiveCount);
    if (!isBehind) this.#add(this.#lastExclusive, 'exclusive');
  }

  /** All that follow wait for the call, an exclusive one. */
  #beginSection(resources: PlanCall['resources']): void {
    this.#lastExclusive = this.#to;
    this.#exclusiveCount += 1;
    this.#sinceExclusive = [];
    this.#resources.clear();
    this.#lastUnknown = -1;
    this.#touch(resources);
  }

  #add(from: number, reason: EdgeReason): void {
    if (from === -1 || from === this.#to || this.#lastTo[from] === this.#to) return;
    this.#lastTo[from] = this.#to;
    if (this.#edges === NO_EDGES) this.#edges = [];
    this.#edges.push({ from, reason });
  }
}
