import type { Resource } from '../plan/resource.js';
import { FifoQueue } from './fifo-queue.js';
import type { ScheduledCall } from './scheduled-call.js';

type Access = Resource['access'];

/** What a call needs for itself while it runs. */
export class Claim {
  readonly resources: readonly Resource[];
  /** It runs alone. */
  readonly exclusive: boolean;
  /** The call inside whose run this one was asked for: what that one holds is not asked for again. */
  readonly parent: ScheduledCall | null;
  readonly tickets: Ticket[] = [];
  /** Tickets that were not yet granted. */
  missing = 0;
  /** It stepped aside and comes back: it goes before all that queue. */
  goesFirst = false;

  constructor(resources: readonly Resource[], exclusive: boolean, parent: ScheduledCall | null) {
    this.resources = resources;
    this.exclusive = exclusive;
    this.parent = parent;
  }
}

/**
 * Who holds which resource, over all batches. A call asks for all it needs at once and queues for each behind those who
 * asked before, so that none starves and, as everybody queues in one order everywhere, none waits in a circle.
 *
 * A call asked for inside the run of another, and one that goes on after such calls, goes before all that do not hold all
 * they need yet, the newest first: those may wait for what the running one holds, and would wait in a circle.
 */
export class ResourceLocks<Call extends ScheduledCall> {
  /** Every call reads it; an exclusive one writes it. */
  readonly #all = new Lock('');
  readonly #byKey = new Map<string, Lock>();
  readonly #onGranted: (call: Call) => void;

  /** @param onGranted - Called with a call that had to wait when it holds all it needs. */
  constructor(onGranted: (call: Call) => void) {
    this.#onGranted = onGranted;
  }

  /** @returns Whether the call holds all it needs now. */
  request(call: Call): boolean {
    if (call.claim === null && this.#all.tryRead()) return true;
    call.claim ??= new Claim([], false, null);
    const { claim } = call;
    this.#askForAll(call, claim, claim.parent !== null);
    for (const { key, access } of mergeByKey(claim.resources)) {
      if (!holdsKey(claim.parent, key)) this.#ask(call, claim, this.#lockOf(key), access, claim.parent !== null);
    }
    return this.#isComplete(claim);
  }

  /** Gives back all that a call holds, and asks no more for what it waits for. */
  release(call: Call): void {
    if (call.claim === null) this.#advance(this.#all.leaveAsReader());
    else for (const ticket of call.claim.tickets.splice(0)) this.#leave(ticket, call.claim);
  }

  /** Asks no more for what a call waits for; what it holds it keeps. */
  stopAsking({ claim }: Call): void {
    if (claim === null) return;
    const { tickets } = claim;
    const waiting = tickets.filter(({ state }) => state === 'waiting');
    tickets.splice(0, tickets.length, ...tickets.filter(({ state }) => state !== 'waiting'));
    for (const ticket of waiting) this.#leave(ticket, claim);
  }

  /** A call that waits for calls of its own lets exclusive ones run meanwhile; its resources stay its own. */
  stepAside(call: Call): void {
    if (call.claim === null) {
      this.#advance(this.#all.leaveAsReader());
      // So that `release` finds nothing to give back.
      call.claim = new Claim([], false, null);
    } else if (!call.claim.exclusive) {
      const index = call.claim.tickets.findIndex(({ lock }) => lock === this.#all);
      for (const ticket of index < 0 ? [] : call.claim.tickets.splice(index, 1)) this.#leave(ticket, call.claim);
    }
  }

  /** Takes back what `stepAside` gave, if it did. @returns Whether the call has it now. */
  stepBack(call: Call): boolean {
    const { claim } = call;
    if (claim === null) return true;
    if (!claim.tickets.some(({ lock }) => lock === this.#all)) this.#askForAll(call, claim, true);
    // Not `#isComplete`: what it holds stays its own, it has begun.
    return claim.missing === 0;
  }

  #askForAll(call: Call, claim: Claim, goesFirst: boolean): void {
    if (!hasExclusiveParent(claim)) this.#ask(call, claim, this.#all, claim.exclusive ? 'write' : 'read', goesFirst);
  }

  #ask(call: Call, claim: Claim, lock: Lock, access: Access, goesFirst: boolean): void {
    const ticket: Ticket = { call, lock, access, state: 'waiting' };
    claim.tickets.push(ticket);
    claim.missing += 1;
    if (goesFirst) {
      for (const revoked of lock.revoke(access)) claimOf(revoked).missing += 1;
      lock.queue.unshift(ticket);
    } else lock.queue.push(ticket);
    const [granted] = lock.advance();
    // The only one that can be granted now is the one that joined the queue now.
    if (granted !== undefined) claim.missing -= 1;
  }

  /** Whether a call that asked for all it needs has it. What it has is its own from then on, and may be revoked before. */
  #isComplete({ tickets, missing }: Claim): boolean {
    const isComplete = missing === 0;
    for (const ticket of tickets) if (ticket.state === 'granted') ticket.lock.reserve(ticket, !isComplete);
    return isComplete;
  }

  #leave(ticket: Ticket, claim: Claim): void {
    const { lock } = ticket;
    if (ticket.state === 'waiting') claim.missing -= 1;
    lock.leave(ticket);
    this.#advance(lock);
  }

  #advance(lock: Lock): void {
    for (const ticket of lock.advance()) {
      const claim = claimOf(ticket);
      claim.missing -= 1;
      if (this.#isComplete(claim)) this.#onGranted(ticket.call as Call);
    }
    if (lock.isIdle && lock !== this.#all) this.#byKey.delete(lock.key);
  }

  #lockOf(key: string): Lock {
    const found = this.#byKey.get(key);
    if (found !== undefined) return found;
    const lock = new Lock(key);
    this.#byKey.set(key, lock);
    return lock;
  }
}

/** A place in the queue for one lock, and the lock itself once it is granted. */
interface Ticket {
  readonly call: ScheduledCall;
  readonly lock: Lock;
  readonly access: Access;
  state: 'waiting' | 'granted' | 'left';
}

const NONE: readonly Ticket[] = [];

/** One resource: held by any number of readers or by one writer; who comes later waits behind who came before. */
class Lock {
  readonly key: string;
  readonly queue = new FifoQueue<Ticket>();
  /** Granted tickets of calls that still wait for others; null before the first. */
  #reserved: Set<Ticket> | null = null;
  #readers = 0;
  #hasWriter = false;

  constructor(key: string) {
    this.key = key;
  }

  get isIdle(): boolean {
    return this.#readers === 0 && !this.#hasWriter && this.queue.size === 0;
  }

  /** The same as a read ticket for the call that need not wait, without a ticket. */
  tryRead(): boolean {
    if (this.#hasWriter || this.queue.size > 0) return false;
    this.#readers += 1;
    return true;
  }

  leaveAsReader(): Lock {
    this.#readers -= 1;
    return this;
  }

  leave(ticket: Ticket): void {
    if (ticket.state === 'granted') this.#letGo(ticket);
    ticket.state = 'left';
  }

  /** @param isReserved - Whether the granted ticket may be revoked. */
  reserve(ticket: Ticket, isReserved: boolean): void {
    if (!isReserved) {
      this.#reserved?.delete(ticket);
      return;
    }
    this.#reserved ??= new Set();
    this.#reserved.add(ticket);
  }

  /** Puts tickets that are in the way of such an access back into the queue, unless their calls hold all they need. */
  revoke(access: Access): readonly Ticket[] {
    if (this.#reserved === null || this.#isOpenTo(access)) return NONE;
    const revoked = [...this.#reserved];
    for (const ticket of revoked) {
      this.#letGo(ticket);
      ticket.state = 'waiting';
      this.queue.unshift(ticket);
    }
    return revoked;
  }

  /** Grants what can be granted from the head of the queue on. */
  advance(): readonly Ticket[] {
    if (this.queue.size === 0) return NONE;
    const granted: Ticket[] = [];
    for (let next = this.queue.peek(); next !== undefined; next = this.queue.peek()) {
      if (next.state === 'waiting') {
        if (!this.#isOpenTo(next.access)) break;
        this.#hold(next.access);
        next.state = 'granted';
        granted.push(next);
      }
      this.queue.shift();
    }
    return granted;
  }

  #letGo(ticket: Ticket): void {
    if (ticket.access === 'write') this.#hasWriter = false;
    else this.#readers -= 1;
    this.#reserved?.delete(ticket);
  }

  #isOpenTo(access: Access): boolean {
    return !this.#hasWriter && (access === 'read' || this.#readers === 0);
  }

  #hold(access: Access): void {
    if (access === 'write') this.#hasWriter = true;
    else this.#readers += 1;
  }
}

/** A call with a ticket has a claim. */
function claimOf({ call }: Ticket): Claim {
  return call.claim as Claim;
}

/** One entry per key; whoever reads and writes a resource writes it. */
function mergeByKey(resources: readonly Resource[]): Iterable<Resource> {
  if (resources.length < 2) return resources;
  const byKey = new Map<string, Resource>();
  for (const resource of resources) {
    if (resource.access === 'write' || !byKey.has(resource.key)) byKey.set(resource.key, resource);
  }
  return byKey.values();
}

function* ancestors(parent: ScheduledCall | null): Iterable<ScheduledCall> {
  for (let call = parent; call !== null; call = call.claim?.parent ?? null) yield call;
}

function hasExclusiveParent({ parent }: Claim): boolean {
  for (const call of ancestors(parent)) if (call.claim?.exclusive) return true;
  return false;
}

function holdsKey(parent: ScheduledCall | null, key: string): boolean {
  for (const { claim } of ancestors(parent)) if (claim?.resources.some((resource) => resource.key === key)) return true;
  return false;
}
