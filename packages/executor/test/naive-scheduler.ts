import type { Resource } from '../src/plan/resource.js';

/**
 * What the scheduler promises, in its plainest form: lists that are scanned from the start for every question. No queue, no
 * lane, no heap, no counter of what is missing.
 */

export interface NaiveTool {
  limit: number;
}

export interface NaiveBatch {
  readonly order: number;
  readonly limit: number;
  readonly parent: NaiveCall | null;
  servedAt: number;
}

export interface NaiveCall {
  readonly name: string;
  readonly seq: number;
  readonly batch: NaiveBatch;
  readonly tool: NaiveTool;
  readonly priority: number;
  readonly pathUs: number;
  readonly after: readonly NaiveCall[];
  readonly resources: readonly Resource[];
  readonly exclusive: boolean;
  phase: 'new' | 'asking' | 'queued' | 'running' | 'idle' | 'over';
  rank: number;
  goesFirst: boolean;
  /** Since it became ready: waiting for resources, in the queue with its tool full, and with executor and batch full. */
  conflictUs: number;
  queuedUs: number;
  toolFullUs: number;
  otherFullUs: number;
}

/** A place in line for one resource, or for running at all (`all`), which only an exclusive call writes. */
interface Place {
  readonly call: NaiveCall;
  readonly key: string;
  readonly access: Resource['access'];
  /** The call has had all it needs since it took this place. */
  isHeld: boolean;
}

const ALL = 'all';

export class NaiveScheduler {
  limit: number;
  readonly calls: NaiveCall[] = [];
  readonly batches: NaiveBatch[] = [];
  #places: Place[] = [];
  #startCount = 0;

  constructor(limit: number) {
    this.limit = limit;
  }

  openBatch(limit: number, parent: NaiveCall | null): NaiveBatch {
    const batch = { order: this.batches.length, limit, parent, servedAt: this.#startCount };
    this.batches.push(batch);
    return batch;
  }

  /** Calls that may become ready: no predecessor is left, however it ended. */
  unblocked(): NaiveCall[] {
    return this.in('new').filter(({ after }) => after.every(isBehind));
  }

  in(...phases: readonly NaiveCall['phase'][]): NaiveCall[] {
    return this.calls.filter(({ phase }) => phases.includes(phase));
  }

  enqueue(call: NaiveCall): void {
    const ancestors = ancestorsOf(call);
    if (!ancestors.some(({ exclusive }) => exclusive)) {
      this.#join({ call, key: ALL, access: call.exclusive ? 'write' : 'read', isHeld: false });
    }
    for (const key of new Set(call.resources.map((resource) => resource.key))) {
      if (ancestors.some(({ resources }) => resources.some((held) => held.key === key))) continue;
      const writes = call.resources.some((resource) => resource.key === key && resource.access === 'write');
      this.#join({ call, key: `resource ${key}`, access: writes ? 'write' : 'read', isHeld: false });
    }
    this.#ask(call, false);
  }

  park(call: NaiveCall, stepsAside: boolean): void {
    call.phase = 'idle';
    if (!stepsAside || call.exclusive) return;
    this.#places = this.#places.filter((place) => place.call !== call || place.key !== ALL);
    this.#grant();
  }

  requeue(call: NaiveCall, goesFirst: boolean): void {
    const steppedAside = !this.#places.some((place) => place.call === call && place.key === ALL);
    if (steppedAside && !ancestorsOf(call).some(({ exclusive }) => exclusive)) {
      this.#places.unshift({ call, key: ALL, access: 'read', isHeld: false });
    }
    this.#ask(call, goesFirst);
  }

  /** The call that starts next; undefined when none may. */
  next(): NaiveCall | undefined {
    const [first] = this.in('queued')
      .filter((call) => this.mayStart(call))
      .sort(
        (a, b) =>
          (a.rank === b.rank ? 0 : b.rank - a.rank) ||
          a.batch.servedAt - b.batch.servedAt ||
          a.batch.order - b.batch.order ||
          b.pathUs - a.pathUs ||
          a.seq - b.seq,
      );
    return first;
  }

  start(call: NaiveCall): void {
    call.phase = 'running';
    this.#startCount += 1;
    call.batch.servedAt = this.#startCount;
  }

  finish(call: NaiveCall, keepsResources: boolean): void {
    call.phase = 'over';
    this.#places = this.#places.filter((place) => place.call !== call || (keepsResources && place.isHeld));
    this.#grant();
  }

  release(call: NaiveCall): void {
    this.#places = this.#places.filter((place) => place.call !== call);
    this.#grant();
  }

  mayStart({ tool, batch }: NaiveCall): boolean {
    return !this.isFull() && !this.isFull({ tool }) && !this.isFull({ batch });
  }

  isFull({ tool, batch }: { readonly tool?: NaiveTool; readonly batch?: NaiveBatch } = {}): boolean {
    const running = this.in('running');
    if (tool) return running.filter((call) => call.tool === tool).length >= tool.limit;
    if (batch) return running.filter((call) => call.batch === batch).length >= batch.limit;
    return running.length >= this.limit;
  }

  /** Lets time pass, and notes what each call that waits is kept from. */
  advance(us: number): void {
    for (const call of this.in('asking')) call.conflictUs += us;
    for (const call of this.in('queued')) {
      call.queuedUs += us;
      if (this.isFull({ tool: call.tool })) call.toolFullUs += us;
      if (this.isFull()) call.otherFullUs += us;
      if (this.isFull({ batch: call.batch })) call.otherFullUs += us;
    }
  }

  /** Calls of a call that runs go before all others in line, the newest first. */
  #join(place: Place): void {
    if (place.call.batch.parent === null) this.#places.push(place);
    else this.#places.unshift(place);
  }

  #ask(call: NaiveCall, goesFirst: boolean): void {
    call.phase = 'asking';
    call.goesFirst = goesFirst;
    call.conflictUs = 0;
    this.#grant();
  }

  #grant(): void {
    for (const call of this.in('asking')) if (this.#mayHold(call)) this.#queue(call);
  }

  /** Nobody has, and nobody before it in line wants, what it cannot share. */
  #mayHold(call: NaiveCall): boolean {
    return this.#places.every((own, line) => {
      if (own.call !== call || own.isHeld) return true;
      return !this.#places.some((other, otherLine) => {
        if (other.call === call || other.key !== own.key) return false;
        return (other.isHeld || otherLine < line) && (other.access === 'write' || own.access === 'write');
      });
    });
  }

  #queue(call: NaiveCall): void {
    for (const place of this.#places) if (place.call === call) place.isHeld = true;
    call.phase = 'queued';
    call.rank = call.goesFirst ? Number.POSITIVE_INFINITY : call.priority - Math.floor(this.#startCount / 16);
    call.queuedUs = 0;
    call.toolFullUs = 0;
    call.otherFullUs = 0;
  }
}

/** The call has ended, and so have all that it came after. */
function isBehind(call: NaiveCall): boolean {
  return call.phase === 'over' && call.after.every(isBehind);
}

/** The calls inside whose runs it was asked for, the nearest first. */
export function ancestorsOf({ batch: { parent } }: NaiveCall): NaiveCall[] {
  return parent === null ? [] : [parent, ...ancestorsOf(parent)];
}
