import type { CallRun } from './call-run.js';

/**
 * The batches that a running call asked the executor for itself. While it waits for them it holds no slot, so that they can
 * run however full the executor is; before it is given their results it takes its slots back, ahead of all that queue. So
 * nested execution neither deadlocks nor lifts a limit.
 */
export class NestedBatches {
  readonly #run: CallRun;
  #openCount = 0;
  #isOver = false;
  /** What goes on when the call has its slots back. */
  #waiting: (() => void)[] = [];

  constructor(run: CallRun) {
    this.#run = run;
  }

  /** A batch begins. */
  enter(): void {
    this.#openCount += 1;
    const { engine } = this.#run.batch;
    engine.scheduler.park(this.#run, engine.nowUs(), true);
    // What waited for the slots goes on without them, as the call itself does: it has just asked for more.
    this.resume();
  }

  /** A batch has ended; `goOn` is called when the call may go on. */
  leave(goOn: () => void): void {
    this.#openCount -= 1;
    if (this.#openCount > 0 || this.#isOver) {
      goOn();
      return;
    }
    this.#waiting.push(goOn);
    const { engine } = this.#run.batch;
    engine.scheduler.requeue(this.#run, engine.nowUs(), true);
    engine.pump();
  }

  /** The call has its slots back, or goes on without. */
  resume(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const goOn of waiting) goOn();
  }

  /** The attempt that waited has ended. */
  end(): void {
    this.#isOver = true;
    this.resume();
  }
}
