import type { LatencyBucket, LatencyHeatmap, ToolLatency } from '@parallel-tools/metrics/queries';
import { expect, it } from 'vitest';
import { resolveRange } from '@/lib/range';
import { plainText } from '@/lib/sentence';
import { preparePercentiles, prepareSaturation, prepareWaits } from './prepare-series';
import { prepareSpread } from './prepare-spread';
import { prepareToolFigures, prepareToolHead, waitSums } from './prepare-tool';

const HOUR = 3_600_000;
const NOW = Date.UTC(2026, 10, 20, 14, 21);
const RANGE = resolveRange('24h', NOW, true);
const LAST_MS = Math.floor(NOW / HOUR) * HOUR;

const TOOL: ToolLatency = {
  toolId: 1,
  toolName: 'web_search',
  color: 1,
  callCount: 2816,
  failedCount: 118,
  timeoutCount: 46,
  retryCount: 203,
  runP50Us: 412_000,
  runP95Us: 1_240_000,
  runP99Us: 2_310_000,
  waitP95Us: 4_860_000,
  cacheHitCount: 332,
  saturation: 0.87,
  criticalUs: 1,
};

function bucket(startMs: number, overrides: Partial<LatencyBucket> = {}): LatencyBucket {
  return {
    startMs,
    callCount: 0,
    failedCount: 0,
    runP50Us: null,
    runP95Us: null,
    runP99Us: null,
    waitP50Us: null,
    waitP95Us: null,
    waits: [],
    ...overrides,
  };
}

const BUCKETS = [
  bucket(LAST_MS - HOUR, {
    callCount: 9,
    runP50Us: 4e5,
    runP95Us: 1e6,
    runP99Us: 2e6,
    waits: [
      { cause: 'rate-limit', us: 83 },
      { cause: 'tool-slot', us: 10 },
    ],
  }),
  bucket(LAST_MS, { callCount: 1, waits: [{ cause: 'tool-slot', us: 7 }] }),
];
const BOTTLENECKS = { makespanUs: 1, rows: [], totalCount: 12, restUs: 0, worst: null };

it('says that a tool waits rather than runs, and for what', () => {
  const { sentence } = prepareToolHead(TOOL, BUCKETS, BOTTLENECKS);
  expect(plainText(sentence).replaceAll('\u00a0', ' ')).toBe(
    'Calls spend more time queued than running: wait p95 is 4.86 s against a run p95 of 1.24 s, and 83 % of the wait is for its rate limit.',
  );
  expect(sentence).toContainEqual({ emphasis: '83\u00a0% of the wait', kind: 'rate-limit' });
});

it('says that a tool runs rather than waits, and when it did neither', () => {
  const running = prepareToolHead({ ...TOOL, waitP95Us: 9000 }, BUCKETS, BOTTLENECKS);
  expect(plainText(running.sentence).replaceAll('\u00a0', ' ')).toBe(
    'Calls run longer than they wait: run p95 is 1.24 s against a wait p95 of 9.00 ms.',
  );
  const even = prepareToolHead({ ...TOOL, waitP95Us: TOOL.runP95Us }, BUCKETS, BOTTLENECKS);
  expect(plainText(even.sentence).replaceAll('\u00a0', ' ')).toBe(
    'Calls wait as long as they run: run p95 is 1.24 s against a wait p95 of 1.24 s.',
  );
  const idle = prepareToolHead({ ...TOOL, runP95Us: null, waitP95Us: null }, [], BOTTLENECKS);
  expect(plainText(idle.sentence)).toBe('No call of it ran to its end in this range.');
});

it('ranks it by critical-path time', () => {
  const row = { toolId: 1, toolName: 'web_search', color: 1, criticalUs: 1, parts: [], worstWait: null };
  const other = { ...row, toolId: 2 };
  expect(prepareToolHead(TOOL, [], { ...BOTTLENECKS, rows: [other, row] }).rank).toBe('2 of 12 by critical-path time');
  expect(prepareToolHead(TOOL, [], BOTTLENECKS).rank).toBe(null);
});

it('compares its figures with those before', () => {
  const before = { ...TOOL, callCount: 2604, failedCount: 94, waitP95Us: 2_970_000 };
  const notes = prepareToolFigures(TOOL, before).map(({ note }) => note.replaceAll('\u00a0', ' '));
  expect(notes).toEqual(['was 2,604', 'was 3.6 %, worse', 'was 412 ms / 1.24 s', 'was 2.97 s, worse', 'was 12.7 %']);
  expect(prepareToolFigures({ ...TOOL, cacheHitCount: 0 }, null).at(-1)).toMatchObject({ value: '—', beside: null });
});

it('adds waits up by cause, and the shares of all causes to the whole', () => {
  expect(waitSums(BUCKETS)).toEqual([
    { kind: 'rate-limit', us: 83 },
    { kind: 'tool-slot', us: 17 },
  ]);
  const model = prepareWaits(BUCKETS, RANGE);
  expect(model.causes.map(({ kind, share, us }) => [kind, share.replaceAll('\u00a0', ' '), us])).toEqual([
    ['rate-limit', '83 %', [83, 0]],
    ['tool-slot', '17 %', [10, 7]],
  ]);
  expect(model.totalUs).toBe(100);
});

it('leaves a gap where nothing ran, and marks the bucket that is not over', () => {
  const model = preparePercentiles(BUCKETS, RANGE);
  expect(model.p95Us).toEqual([1e6, null]);
  expect([model.isLastOpen, model.soFar]).toEqual([true, '21\u00a0min so far']);
});

it('says how much of the range its limit was full', () => {
  const lengthUs = (RANGE.toMs - RANGE.fromMs) * 1000;
  const saturated = { startMs: LAST_MS, saturatedUs: lengthUs / 4, saturation: 1.4, maxInFlight: 3 };
  const waits = [{ cause: 'rate-limit', us: 90e6 }] as const;
  const model = prepareSaturation([saturated], BUCKETS.map((bucket) => ({ ...bucket, waits })).slice(0, 1), RANGE);
  expect(model).toMatchObject({ wholeShare: '25\u00a0%', isEverFull: true, ticks: [0, 1, 2], maxInFlight: 3 });
  expect(model.rateLimitNote).toMatch(/calls waited 1\sm\s30\ss in all/);
  const empty = prepareSaturation([{ ...saturated, saturatedUs: 0, saturation: 0 }], [], RANGE);
  expect(empty).toMatchObject({ isEverFull: false, rateLimitNote: null });
});

it('shades the heatmap by the fullest cell, and leaves times without samples out', () => {
  const bands = [
    { fromUs: 1000, toUs: 10_000 },
    { fromUs: 10_000, toUs: 100_000 },
  ];
  const heatmap: LatencyHeatmap = {
    startsMs: [LAST_MS - HOUR, LAST_MS],
    bands,
    counts: [
      [14, 1],
      [0, 0],
    ],
    maxCount: 14,
  };
  const histogram = {
    bands: [
      { fromUs: 1000, toUs: 10_000, count: 14 },
      { fromUs: 10_000, toUs: 100_000, count: 1 },
    ],
    sampleCount: 15,
    p50Us: 10_000,
    p95Us: 31_623,
    p99Us: null,
  };
  const model = prepareSpread(heatmap, histogram, RANGE);
  expect(model.shades).toEqual([[7, 1], null]);
  expect(model.histogram).toEqual([14, 1]);
  expect(model.marks.map(({ at }) => Math.round(at * 100) / 100)).toEqual([1, 1.5]);
  expect(model.edges.map(({ at }) => at)).toEqual([0, 1, 2]);
});
