import type { Clock } from '../clock.js';
import { LinkedList, ListNode } from './linked-list.js';

/** What a deadline ends. */
export interface Expiring {
  onDeadline(): void;
}

/** A deadline that was set. */
export class Deadline extends ListNode<Expiring> {
  readonly dueMs: number;

  constructor(target: Expiring, dueMs: number) {
    super(target);
    this.dueMs = dueMs;
  }

  /** Takes it away; may be called twice, and after it fell due. */
  clear(): void {
    if (this.list !== null) (this.list as DeadlineLane).clear(this);
  }
}

/** Lanes that are kept for the next deadline of their timeout; timeouts are few, unless somebody computes them. */
const MOST_LANES = 64;

/** Calls back at deadlines, with one timer for each distinct timeout instead of one for each attempt. */
export class Deadlines {
  readonly #clock: Clock;
  #lanes = new Map<number, DeadlineLane>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /**
   * @param timeoutMs - From `nowMs`.
   * @returns Null for `Infinity`, which never falls due.
   */
  set(timeoutMs: number, target: Expiring, nowMs = this.#clock.now()): Deadline | null {
    if (timeoutMs === Number.POSITIVE_INFINITY) return null;
    return (this.#lanes.get(timeoutMs) ?? this.#addLane(timeoutMs)).set(target, nowMs);
  }

  #addLane(timeoutMs: number): DeadlineLane {
    if (this.#lanes.size >= MOST_LANES) this.#lanes = new Map([...this.#lanes].filter(([, lane]) => !lane.isEmpty));
    const lane = new DeadlineLane(this.#clock, timeoutMs);
    this.#lanes.set(timeoutMs, lane);
    return lane;
  }
}

/** What timers can hold; a longer wait is armed again when it is over. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

const nothing = (): void => undefined;

/** Deadlines with one timeout fall due in the order in which they were set, so the first decides the timer. */
class DeadlineLane extends LinkedList<Expiring> {
  readonly #clock: Clock;
  readonly #timeoutMs: number;
  readonly #onTimer = () => this.#fire();
  #stopTimer: () => void = nothing;

  constructor(clock: Clock, timeoutMs: number) {
    super();
    this.#clock = clock;
    this.#timeoutMs = timeoutMs;
  }

  set(target: Expiring, nowMs: number): Deadline {
    if (this.isEmpty) this.#arm(this.#timeoutMs);
    return this.addNode(new Deadline(target, nowMs + this.#timeoutMs));
  }

  clear(deadline: Deadline): void {
    this.remove(deadline);
    if (this.isEmpty) this.#stopTimer();
  }

  #arm(delayMs: number): void {
    // There is one already when a deadline was set by one that fell due.
    this.#stopTimer();
    this.#stopTimer = this.#clock.setTimer(Math.min(Math.ceil(delayMs), LONGEST_TIMER_MS), this.#onTimer);
  }

  #fire(): void {
    const nowMs = this.#clock.now();
    for (let first = this.first as Deadline | null; first !== null; first = this.first as Deadline | null) {
      if (first.dueMs > nowMs) {
        this.#arm(first.dueMs - nowMs);
        return;
      }
      this.remove(first);
      first.value.onDeadline();
    }
  }
}
