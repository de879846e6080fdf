import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Hedge } from './hedge.js';

it('waits as long as 95 of the last 100 `ok` runs took at most, once there are 20', () => {
  const run = fc.record({ us: fc.integer({ min: 0, max: 50_000 }), isOk: fc.boolean() });
  fc.assert(
    fc.property(fc.array(run, { maxLength: 260, size: 'max' }), (runs) => {
      const hedge = new Hedge({});
      const okRunsUs: number[] = [];
      for (const { us, isOk } of runs) {
        const outcome = isOk ? ('ok' as const) : ('timeout' as const);
        hedge.attemptEnded({
          outcome,
          thrown: undefined,
          startUs: 7,
          endUs: 7 + us,
          nowUs: 7 + us,
          retryAfterMs: null,
        });
        if (isOk) okRunsUs.push(us);
        const { afterMs } = hedge;
        const last = okRunsUs.slice(-100);
        if (last.length < 20) expect(afterMs).toBeNull();
        else {
          const afterUs = Math.round((afterMs as number) * 1_000);
          const shareUpTo = (mostUs: number) => last.filter((other) => other <= mostUs).length / last.length;
          expect(last).toContain(afterUs);
          expect(shareUpTo(afterUs)).toBeGreaterThanOrEqual(0.95);
          // The least that will do.
          expect(shareUpTo(afterUs - 1)).toBeLessThan(0.95);
        }
      }
    }),
    { numRuns: 50 },
  );
});
