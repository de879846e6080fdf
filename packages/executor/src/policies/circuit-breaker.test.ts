import fc from 'fast-check';
import { expect, it } from 'vitest';
import { CircuitBreaker, type CircuitStateName } from './circuit-breaker.js';

const OPEN_US = 1_000;
const call = { id: 'c1', name: 'a', args: {} };

/** What one does to a circuit: time passes, an attempt starts if it may, or the oldest or the newest one ends. */
const step = fc.oneof(
  fc.record({ do: fc.constant('wait' as const), us: fc.integer({ min: 1, max: 1_500 }) }),
  fc.record({ do: fc.constant('start' as const) }),
  fc.record({
    do: fc.constant('end' as const),
    isOldest: fc.boolean(),
    outcome: fc.constantFrom('ok' as const, 'error' as const, 'timeout' as const, 'cancelled' as const),
  }),
);

/** The circuit by hand: fails so often in a row, opens; after a while one attempt decides. */
function createModel(consecutiveFailures: number) {
  let state: CircuitStateName = 'closed';
  let failures = 0;
  let opensAtUs = 0;
  let generation = 0;
  return {
    get state() {
      return state;
    },
    mayStart: (nowUs: number) => state === 'closed' || (state === 'open' && nowUs >= opensAtUs),
    refuses: (nowUs: number) => state === 'open' && nowUs < opensAtUs,
    /** @returns The generation of the attempt: what is older than the last probe says nothing. */
    start() {
      if (state === 'open') {
        state = 'half-open';
        generation += 1;
      }
      return generation;
    },
    end(of: number, outcome: 'ok' | 'error' | 'timeout' | 'cancelled', nowUs: number) {
      if (state === 'open' || of < generation) return;
      if (outcome === 'cancelled') {
        if (state === 'half-open') [state, opensAtUs] = ['open', nowUs];
      } else if (outcome === 'ok') [state, failures] = ['closed', 0];
      else {
        failures += 1;
        if (state === 'half-open' || failures >= consecutiveFailures) [state, opensAtUs] = ['open', nowUs + OPEN_US];
      }
    },
  };
}

it('is in the state that one by hand is in, whatever starts and ends when', () => {
  fc.assert(
    fc.property(
      fc.array(step, { maxLength: 60, size: 'max' }),
      fc.integer({ min: 1, max: 4 }),
      (steps, consecutiveFailures) => {
        const states: CircuitStateName[] = ['closed'];
        const breaker = new CircuitBreaker({ consecutiveFailures, openMs: OPEN_US / 1_000 }, (state) => {
          states.push(state);
        });
        const model = createModel(consecutiveFailures);
        const running: { readonly startUs: number; readonly generation: number }[] = [];
        let nowUs = 0;
        for (const taken of steps) {
          // Two things at one moment are in the order in which they come.
          nowUs += 1;
          if (taken.do === 'wait') nowUs += taken.us;
          else if (taken.do === 'start') {
            expect(breaker.gate.isOpen(nowUs)).toBe(model.mayStart(nowUs));
            if (model.mayStart(nowUs)) {
              breaker.gate.started(nowUs);
              running.push({ startUs: nowUs, generation: model.start() });
            }
          } else {
            const ended = taken.isOldest ? running.shift() : running.pop();
            if (ended === undefined) continue;
            const { outcome } = taken;
            const thrown = outcome === 'error' ? new Error('down') : undefined;
            breaker.attemptEnded({ outcome, thrown, startUs: ended.startUs, endUs: nowUs, nowUs, retryAfterMs: null });
            model.end(ended.generation, outcome, nowUs);
          }
          expect(states.at(-1)).toBe(model.state);
          expect(breaker.refusal(call, nowUs) !== null).toBe(model.refuses(nowUs));
        }
      },
    ),
    { numRuns: 300 },
  );
});
