import { Heap, type HeapItem } from '../schedule/heap.js';

/** Something that happens at a moment of virtual time, once, unless it is taken out before. */
export class SimulatedEvent implements HeapItem {
  readonly atUs: number;
  /** It comes before all timers of its moment: a call is added, or a run that took no time ends, as promises do. */
  readonly isAtOnce: boolean;
  readonly order: number;
  readonly happen: () => void;
  heapIndex = -1;

  constructor(atUs: number, isAtOnce: boolean, order: number, happen: () => void) {
    this.atUs = atUs;
    this.isAtOnce = isAtOnce;
    this.order = order;
    this.happen = happen;
  }
}

/** Events in the order of their time; of two at one moment the one set first, as with timers. */
export class EventQueue {
  readonly #heap = new Heap<SimulatedEvent>(happensBefore);
  #count = 0;

  set(atUs: number, happen: () => void, isAtOnce = false): SimulatedEvent {
    this.#count += 1;
    const event = new SimulatedEvent(atUs, isAtOnce, this.#count, happen);
    this.#heap.push(event);
    return event;
  }

  remove(event: SimulatedEvent): void {
    this.#heap.remove(event);
  }

  shift(): SimulatedEvent | undefined {
    return this.#heap.shift();
  }
}

function happensBefore(a: SimulatedEvent, b: SimulatedEvent): boolean {
  if (a.atUs !== b.atUs) return a.atUs < b.atUs;
  return a.isAtOnce === b.isAtOnce ? a.order < b.order : a.isAtOnce;
}
