import { expect, it } from 'vitest';
import { idleGaps, shortenIdle } from './idle-gaps';
import { prepareTimeline } from './prepare-timeline';
import { sampleBatch, sampleCall } from './sample-batch';

const RUN = sampleCall().attempts[0];

/** One second of work, eight of backoff, one of work. */
const RETRIED = sampleBatch([
  sampleCall({
    endUs: 10_000_000,
    attempts: [
      { ...RUN, attempt: 1, startUs: 0, endUs: 1_000_000, outcome: 'error' },
      { ...RUN, attempt: 2, startUs: 9_000_000, endUs: 10_000_000, outcome: 'ok' },
    ] as never,
    waits: [{ cause: 'backoff', startUs: 1_000_000, endUs: 9_000_000 }],
  }),
]);

it('finds what nothing ran in, where it is over a fifth of the axis', () => {
  const step = (startUs: number, count: number) => ({ startUs, count });
  const steps = [step(0, 0), step(10, 2), step(40, 0), step(61, 1), step(80, 0)];
  expect(idleGaps({ steps }, 100).map(({ startUs, endUs }) => [startUs, endUs])).toEqual([[40, 61]]);
});

it('draws gaps short, and everything else as long as it was', () => {
  const whole = prepareTimeline(RETRIED);
  expect(whole.gaps).toEqual([{ startUs: 1_000_000, endUs: 9_000_000, duration: '8.00\u00a0s' }]);
  const short = shortenIdle(whole);
  const [row] = short.rows;
  // Two seconds are left, of which a gap takes 6 %.
  expect(short.endUs).toBe(2_120_000);
  expect(row?.attempts.map(({ startUs, endUs }) => [startUs, endUs])).toEqual([
    [0, 1_000_000],
    [1_120_000, 2_120_000],
  ]);
  expect(row?.waits).toMatchObject([{ cause: 'backoff', startUs: 1_000_000, endUs: 1_120_000 }]);
  expect(short.gaps).toEqual([{ startUs: 1_000_000, endUs: 1_120_000, duration: '8.00\u00a0s' }]);
  expect(short.scale).toEqual([
    { startUs: 0, endUs: 1_000_000, atUs: 0 },
    { startUs: 9_000_000, endUs: 10_000_000, atUs: 1_120_000 },
  ]);
  expect(short.inFlight.steps).toEqual([
    { startUs: 0, count: 1 },
    { startUs: 1_000_000, count: 0 },
    { startUs: 1_120_000, count: 1 },
    { startUs: 2_120_000, count: 0 },
  ]);
  // Its words are those of the whole.
  expect(short.endLabel).toBe(whole.endLabel);
  expect(row?.sentence).toBe(whole.rows[0]?.sentence);
});

it('leaves a batch without gaps as it is', () => {
  const busy = prepareTimeline(sampleBatch([sampleCall()]));
  expect(busy.gaps).toEqual([]);
  expect(shortenIdle(busy)).toEqual(busy);
});
