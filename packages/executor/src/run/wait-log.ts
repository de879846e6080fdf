import type { Waited } from '../schedule/scheduler.js';
import type { WaitCause, WaitRecord } from '../types.js';

/** What a call waited for, stretch after stretch, in integer µs since its batch was submitted. */
export class WaitLog {
  readonly records: WaitRecord[] = [];
  #untilUs = 0;

  /** Begins to account for waits from here on. */
  startAt(nowUs: number): void {
    this.#untilUs = nowUs;
  }

  /** Notes that all from the last stretch, or the start, until now was one wait. */
  addUntil(nowUs: number, cause: WaitCause): void {
    this.#add(cause, nowUs - this.#untilUs);
  }

  /** Notes a stay in the queue, one stretch after the other, though the causes may have taken turns. */
  addQueueWait({ toolSlotUs, globalSlotUs, overheadUs }: Waited): void {
    this.#add('tool-slot', toolSlotUs);
    this.#add('global-slot', globalSlotUs);
    this.#add('overhead', overheadUs);
  }

  #add(cause: WaitCause, durationUs: number): void {
    if (durationUs <= 0) return;
    const startUs = this.#untilUs;
    this.#untilUs += durationUs;
    this.records.push({ cause, startUs, endUs: this.#untilUs });
  }
}
