import { FifoQueue } from './fifo-queue.js';
import { Heap } from './heap.js';
import type { ScheduledCall } from './scheduled-call.js';

/** Whether a call of a batch goes before another of it: aged priority, then longest remaining path, then call order. */
function goesBefore(a: ScheduledCall, b: ScheduledCall): boolean {
  if (a.rank !== b.rank) return a.rank > b.rank;
  if (a.pathUs !== b.pathUs) return a.pathUs > b.pathUs;
  return a.seq < b.seq;
}

/**
 * Ready calls of one batch and lane, in order. While each comes after the last, which is the common case, it is a list
 * and O(1); from the first that does not until it is empty again, a heap.
 */
export class ReadyQueue<Call extends ScheduledCall> {
  readonly #list = new FifoQueue<Call>();
  #heap: Heap<Call> | null = null;

  peek(): Call | undefined {
    return this.#heap === null ? this.#list.peek() : this.#heap.peek();
  }

  /** Takes out a call that is in; O(1) for the first of a list, as when calls start, or are withdrawn in order. */
  remove(call: Call): void {
    if (this.#heap === null && this.#list.peek() === call) {
      this.#list.shift();
      return;
    }
    const heap = this.#toHeap();
    heap.remove(call);
    if (heap.size === 0) this.#heap = null;
  }

  push(call: Call): void {
    const last = this.#list.last();
    if (this.#heap === null && (last === undefined || goesBefore(last, call))) this.#list.push(call);
    else this.#toHeap().push(call);
  }

  #toHeap(): Heap<Call> {
    if (this.#heap !== null) return this.#heap;
    const heap = new Heap<Call>(goesBefore);
    for (let call = this.#list.shift(); call !== undefined; call = this.#list.shift()) heap.push(call);
    this.#heap = heap;
    return heap;
  }
}
