import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createManualClock } from '../testing/index.js';
import { ResultCache } from './result-cache.js';

const key = fc.constantFrom('a', 'b', 'c', 'd', 'e');
const step = fc.oneof(
  fc.record({ do: fc.constant('wait' as const), ms: fc.constantFrom(1, 4, 5, 10) }),
  fc.record({ do: fc.constant('set' as const), key, output: fc.constantFrom(undefined, null, 0, 'x') }),
  fc.record({ do: fc.constant('get' as const), key }),
);

it('gives what a map with times would, the one used longest ago gone first', async () => {
  const ttl = fc.constantFrom(1, 5, 10, 20, Number.POSITIVE_INFINITY);
  const property = fc.asyncProperty(fc.array(step, { maxLength: 60, size: 'max' }), ttl, async (steps, ttlMs) => {
    const clock = createManualClock();
    // More than there are keys: one whose time is over may keep its place.
    const cache = new ResultCache({ ttlMs, maxEntries: 5 }, clock);
    const model = new Map<string, { readonly output: unknown; readonly atMs: number }>();
    for (const taken of steps) {
      if (taken.do === 'wait') await clock.advance(taken.ms);
      else if (taken.do === 'set') {
        cache.set(taken.key, taken.output);
        model.set(taken.key, { output: taken.output, atMs: clock.now() });
      } else {
        const kept = model.get(taken.key);
        const isFresh = kept !== undefined && clock.now() - kept.atMs <= ttlMs;
        expect(cache.get(taken.key)).toEqual(isFresh ? { output: kept.output } : undefined);
      }
    }
  });
  await fc.assert(property, { numRuns: 20 });
});

it('keeps those used last', () => {
  const keys = fc.array(fc.record({ key, isSet: fc.boolean() }), { maxLength: 60, size: 'max' });
  fc.assert(
    fc.property(keys, fc.integer({ min: 1, max: 4 }), (steps, maxEntries) => {
      const cache = new ResultCache({ ttlMs: Number.POSITIVE_INFINITY, maxEntries }, createManualClock());
      let used: string[] = [];
      for (const taken of steps) {
        const wasKept = used.includes(taken.key);
        if (taken.isSet) cache.set(taken.key, taken.key);
        else expect(cache.get(taken.key)).toEqual(wasKept ? { output: taken.key } : undefined);
        if (taken.isSet || wasKept) {
          used = [...used.filter((other) => other !== taken.key), taken.key].slice(-maxEntries);
        }
      }
    }),
    { numRuns: 200 },
  );
});
