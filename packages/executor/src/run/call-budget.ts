import { budgetExceeded } from '../policies/refusals.js';
import type { CallRun } from './call-run.js';
import type { Engine } from './engine.js';

/** How many calls a batch may run, within what its executor may; a call beyond either is refused. */
export class CallBudget {
  readonly #maxCalls: number;
  readonly #engine: Engine;
  #countedCount = 0;

  constructor(maxCalls: number, engine: Engine) {
    this.#maxCalls = maxCalls;
    this.#engine = engine;
  }

  take(run: CallRun): void {
    // What is taken over does not run.
    if (run.extras.settled !== null) return;
    this.#countedCount += 1;
    const { options } = this.#engine;
    if (this.#countedCount > this.#maxCalls) run.refuse(budgetExceeded(run.call, 'this batch', this.#maxCalls));
    else if (!this.#engine.takeCall()) run.refuse(budgetExceeded(run.call, 'this executor', options.runtime.maxCalls));
  }
}
