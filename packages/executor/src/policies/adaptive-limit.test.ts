import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AdaptiveLimit, adaptiveStart, type LimitChangeReason } from './adaptive-limit.js';

/** A service that answers so many requests at once as it can and says 429 to the others. */
function simulate({ capacityAt, untilMs, runMs, initial, adapts }: Simulated) {
  const changes: { readonly atMs: number; readonly to: number; readonly reason: LimitChangeReason }[] = [];
  let limit = initial;
  let nowMs = 0;
  let done = 0;
  let refused = 0;
  const running: { readonly startMs: number; readonly endMs: number; readonly isRefused: boolean }[] = [];
  const policy = new AdaptiveLimit(
    { max: 200 },
    {
      get maxConcurrency() {
        return limit;
      },
      isFull: () => running.length + 1 >= limit,
      resize(to, reason) {
        limit = to;
        changes.push({ atMs: nowMs, to, reason });
      },
    },
  );
  while (nowMs < untilMs) {
    while (running.length < limit) {
      const isRefused = running.filter((run) => !run.isRefused).length >= capacityAt(nowMs);
      running.push({ startMs: nowMs, endMs: nowMs + (isRefused ? 20 : runMs), isRefused });
    }
    running.sort((a, b) => a.endMs - b.endMs);
    const ended = running.shift()!;
    nowMs = ended.endMs;
    if (ended.isRefused) refused += 1;
    else done += 1;
    const thrown = ended.isRefused ? { status: 429 } : undefined;
    const outcome = ended.isRefused ? ('error' as const) : ('ok' as const);
    const times = { startUs: ended.startMs * 1000, endUs: nowMs * 1000, nowUs: nowMs * 1000 };
    if (adapts) policy.attemptEnded({ outcome, thrown, ...times, retryAfterMs: null });
  }
  return { done, refused, changes, limit };
}

interface Simulated {
  readonly capacityAt: (nowMs: number) => number;
  readonly untilMs: number;
  readonly runMs: number;
  readonly initial: number;
  readonly adapts: boolean;
}

/** Changes of direction per 100 rounds of the run time: what a chart would call a saw has one every few. */
function turnsPer100Rounds(changes: readonly { readonly to: number }[], initial: number, rounds: number): number {
  const steps = changes.map(({ to }, index) => Math.sign(to - (changes[index - 1]?.to ?? initial)));
  const turns = steps.filter((step, index) => index > 0 && step !== steps[index - 1]).length;
  return (turns / rounds) * 100;
}

describe('against a service whose capacity changes', () => {
  const runMs = 100;
  const untilMs = 120_000;
  const capacityAt = (nowMs: number) => (nowMs < 40_000 ? 20 : nowMs < 80_000 ? 6 : 30);
  const run = (initial: number, adapts: boolean) => simulate({ capacityAt, untilMs, runMs, initial, adapts });

  it('gets within 15 % of what the best fixed limit gets done', () => {
    const adaptive = run(10, true);
    const fixed = [4, 6, 8, 12, 16, 20, 24, 30].map((limit) => run(limit, false));
    const best = Math.max(...fixed.map(({ done }) => done));
    expect(adaptive.done).toBeGreaterThan(0.85 * best);
    expect(adaptive.refused).toBeLessThan(0.01 * adaptive.done);
    // What could be done at all.
    const possible = ((20 + 6 + 30) * 40_000) / runMs;
    expect(adaptive.done).toBeGreaterThan(0.85 * possible);
  });

  it('does not saw while the capacity stays', () => {
    const { changes } = simulate({ capacityAt: () => 20, untilMs, runMs, initial: 10, adapts: true });
    const settled = changes.filter(({ atMs }) => atMs > 20_000);
    expect(turnsPer100Rounds(settled, 20, 1_000)).toBeLessThan(15);
    for (const { to } of settled) expect(Math.abs(to - 20)).toBeLessThanOrEqual(1);
  });
});

it('stays where a service that never refuses begins to answer late', () => {
  let [limit, nowMs] = [10, 0];
  const running: { readonly startMs: number; readonly endMs: number }[] = [];
  const limits: number[] = [];
  const policy = new AdaptiveLimit(
    {},
    {
      get maxConcurrency() {
        return limit;
      },
      isFull: () => running.length + 1 >= limit,
      resize: (to) => {
        limit = to;
      },
    },
  );
  while (nowMs < 60_000) {
    // Twenty at once take 100 ms; more share what there is.
    while (running.length < limit) {
      running.push({ startMs: nowMs, endMs: nowMs + 100 * Math.max(1, (running.length + 1) / 20) });
    }
    running.sort((a, b) => a.endMs - b.endMs);
    const { startMs, endMs } = running.shift()!;
    nowMs = endMs;
    const times = { startUs: startMs * 1000, endUs: endMs * 1000, nowUs: endMs * 1000 };
    policy.attemptEnded({ outcome: 'ok', thrown: undefined, ...times, retryAfterMs: null });
    if (nowMs > 20_000) limits.push(limit);
  }
  expect(Math.min(...limits)).toBeGreaterThanOrEqual(20);
  // More than twice the run time at best is what counts as late; run times on the way there are averages.
  expect(Math.max(...limits)).toBeLessThanOrEqual(50);
});

it('stays between its bounds and says each change, whatever runs come to', () => {
  const run = fc.record({
    outcome: fc.constantFrom('ok' as const, 'ok' as const, 'ok' as const, 'error' as const, 'timeout' as const),
    runUs: fc.integer({ min: 1, max: 100_000 }),
    isFull: fc.boolean(),
  });
  const bounds = fc.tuple(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 0, max: 10 }));
  fc.assert(
    fc.property(
      fc.array(run, { maxLength: 300, size: 'max' }),
      bounds,
      fc.integer({ min: 1, max: 40 }),
      (runs, [min, more], given) => {
        const options = { min, max: min + more };
        let limit = adaptiveStart(options, given);
        let [nowUs, isFull] = [0, false];
        const policy = new AdaptiveLimit(options, {
          get maxConcurrency() {
            return limit;
          },
          isFull: () => isFull,
          resize(to, reason) {
            // Up by one, never without room; down for a reason.
            if (to > limit) expect([to, reason]).toEqual([limit + 1, 'room']);
            else expect(['overload', 'latency']).toContain(reason);
            expect(to).not.toBe(limit);
            limit = to;
          },
        });
        for (const { outcome, runUs, isFull: wasFull } of runs) {
          isFull = wasFull;
          const startUs = nowUs;
          nowUs += runUs;
          const thrown = outcome === 'error' ? { status: 429 } : undefined;
          policy.attemptEnded({ outcome, thrown, startUs, endUs: nowUs, nowUs, retryAfterMs: null });
          expect(limit).toBeGreaterThanOrEqual(options.min);
          expect(limit).toBeLessThanOrEqual(options.max);
        }
      },
    ),
    { numRuns: 200 },
  );
});
