import type { BatchRecord } from '@parallel-tools/executor';
import { describe, expect, it } from 'vitest';
import { buildAttempt, buildCall, buildRecord } from '../../test/build-record.js';
import { DATABASES, needs } from '../../test/databases.js';
import { exactPercentile, expectWithin2Percent, sum } from '../../test/exact-numbers.js';
import { randomHistory, storeHistory } from '../../test/random-history.js';
import { openMetrics } from './open-metrics.js';
import type { MetricsReader } from './reader.js';
import type { TimeRange } from './types.js';

const START_MS = 1_760_000_400_000;
/** Neither end falls on a batch boundary or a bucket. */
const RANGE: TimeRange = { fromMs: START_MS + 123_456, toMs: START_MS + 3_210_987 };

async function withHistoryIn(
  url: string,
  records: readonly BatchRecord[],
  question: (metrics: MetricsReader) => Promise<void>,
) {
  await storeHistory(url, records);
  const metrics = openMetrics({ url });
  await question(metrics);
  await metrics.close();
}

describe.each(DATABASES)('on $name', (database) => {
  needs(database);
  const withHistory = (records: readonly BatchRecord[], question: (metrics: MetricsReader) => Promise<void>) =>
    withHistoryIn(database.createUrl(), records, question);

  describe.each([1, 2, 3])('on a random history (seed %i)', (seed) => {
    const records = randomHistory(seed, 300, START_MS);
    const inRange = records.filter(({ startedAtMs }) => startedAtMs >= RANGE.fromMs && startedAtMs < RANGE.toMs);

    it('sums the batches of the range', () =>
      withHistory(records, async (metrics) => {
        const overview = await metrics.getOverview(RANGE);
        const sequentialUs = sum(inRange.map(({ totals }) => totals.sequentialUs));
        const makespanUs = sum(inRange.map(({ totals }) => totals.makespanUs));
        const idealMakespanUs = sum(inRange.map(({ totals }) => totals.idealMakespanUs));
        const calls = inRange.flatMap((record) => record.calls);
        const failed = calls.filter(({ status }) => status !== 'ok');
        const timeouts = failed.filter(({ errorCode }) => errorCode === 'TOOL_TIMEOUT');
        const countOf = (status: string) => calls.filter((call) => call.status === status).length;
        expect(overview).toEqual({
          batchCount: inRange.length,
          callCount: calls.length,
          failedCount: failed.length,
          errorCount: countOf('error') - timeouts.length,
          timeoutCount: timeouts.length,
          cancelledCount: countOf('cancelled'),
          skippedCount: countOf('skipped'),
          failureRatio: failed.length / calls.length,
          sequentialUs,
          makespanUs,
          idealMakespanUs,
          speedup: sequentialUs / makespanUs,
          idealSpeedup: sequentialUs / idealMakespanUs,
          efficiency: idealMakespanUs / makespanUs,
          makespanP50Us: overview.makespanP50Us,
          makespanP95Us: overview.makespanP95Us,
        });
        const makespansUs = inRange.map(({ totals }) => totals.makespanUs);
        expectWithin2Percent(overview.makespanP50Us, exactPercentile(makespansUs, 0.5));
        expectWithin2Percent(overview.makespanP95Us, exactPercentile(makespansUs, 0.95));
      }));

    it('gives a speedup for every bucket with batches, and null for the others', () =>
      withHistory(records, async (metrics) => {
        const bucketMs = 7_000;
        const series = await metrics.getSpeedupSeries(RANGE, bucketMs);
        const expected = startsIn(RANGE, bucketMs).map((startMs) => {
          const batches = inRange.filter(
            ({ startedAtMs }) => startedAtMs >= startMs && startedAtMs < startMs + bucketMs,
          );
          const total = (name: 'sequentialUs' | 'makespanUs' | 'idealMakespanUs') =>
            sum(batches.map(({ totals }) => totals[name]));
          const over = (divisor: number) => (divisor === 0 ? null : total('sequentialUs') / divisor);
          return {
            startMs,
            batchCount: batches.length,
            callCount: sum(batches.map(({ calls }) => calls.length)),
            speedup: over(total('makespanUs')),
            idealSpeedup: over(total('idealMakespanUs')),
            efficiency: total('makespanUs') === 0 ? null : total('idealMakespanUs') / total('makespanUs'),
          };
        });
        expect(series).toEqual(expected);
        expect(series.some(({ batchCount }) => batchCount === 0)).toBe(true);
      }));

    it('counts the calls that did not end ok, by kind', () =>
      withHistory(records, async (metrics) => {
        const bucketMs = 300_000;
        const series = await metrics.getFailureSeries(RANGE, bucketMs);
        const expected = startsIn(RANGE, bucketMs).map((startMs) => {
          const calls = inRange
            .filter(({ startedAtMs }) => startedAtMs >= startMs && startedAtMs < startMs + bucketMs)
            .flatMap((record) => record.calls);
          const isTimeout = (call: (typeof calls)[number]) => call.errorCode === 'TOOL_TIMEOUT';
          return {
            startMs,
            callCount: calls.length,
            error: calls.filter((call) => call.status === 'error' && !isTimeout(call)).length,
            timeout: calls.filter((call) => call.status === 'error' && isTimeout(call)).length,
            cancelled: calls.filter((call) => call.status === 'cancelled').length,
            skipped: calls.filter((call) => call.status === 'skipped').length,
          };
        });
        expect(series).toEqual(expected);
      }));

    it('counts the calls of each tool, most called first, with percentiles within 2 %', () =>
      withHistory(records, async (metrics) => {
        const { rows, totalCount } = await metrics.getToolLatencies(RANGE, 500);
        const callsOfTools = Map.groupBy(
          inRange.flatMap(({ calls }) => calls),
          ({ toolName }) => toolName,
        );
        expect(totalCount).toBe(callsOfTools.size);
        expect(new Set(rows.map(({ toolName }) => toolName))).toEqual(new Set(callsOfTools.keys()));
        expect(rows.map(({ callCount }) => callCount)).toEqual(
          rows.map(({ callCount }) => callCount).toSorted((a, b) => b - a),
        );
        for (const row of rows) {
          const calls = callsOfTools.get(row.toolName) ?? [];
          const attempts = calls.flatMap((call) => call.attempts);
          expect(row).toMatchObject({
            callCount: calls.length,
            failedCount: calls.filter(({ status }) => status !== 'ok').length,
            timeoutCount: attempts.filter(({ outcome }) => outcome === 'timeout').length,
            retryCount: sum(calls.map((call) => Math.max(0, call.attempts.length - 1))),
          });
          const runs = attempts
            .filter(({ outcome }) => outcome !== 'cancelled')
            .map(({ startUs, endUs }) => endUs - startUs);
          const waits = calls.flatMap(({ startUs, readyUs }) => (startUs === null ? [] : [startUs - readyUs]));
          expectWithin2Percent(row.runP50Us, exactPercentile(runs, 0.5));
          expectWithin2Percent(row.runP95Us, exactPercentile(runs, 0.95));
          expectWithin2Percent(row.runP99Us, exactPercentile(runs, 0.99));
          expectWithin2Percent(row.waitP95Us, exactPercentile(waits, 0.95));
        }
        const few = await metrics.getToolLatencies(RANGE, 2);
        expect(few).toEqual({ rows: rows.slice(0, 2), totalCount });
      }));

    it('gives the mean run time of what went well, by tool, also of one called __proto__', () =>
      withHistory(records, async (metrics) => {
        const durations = await metrics.getDurations(RANGE, 500);
        const okOf = Map.groupBy(
          inRange
            .flatMap(({ calls }) => calls)
            .flatMap(({ toolName, attempts }) => attempts.map((attempt) => ({ toolName, ...attempt })))
            .filter(({ outcome }) => outcome === 'ok'),
          ({ toolName }) => toolName,
        );
        expect(Object.keys(durations).toSorted()).toEqual([...okOf.keys()].toSorted());
        expect(Object.hasOwn(durations, '__proto__')).toBe(true);
        for (const [toolName, attempts] of okOf) {
          const meanUs = sum(attempts.map(({ startUs, endUs }) => endUs - startUs)) / attempts.length;
          expect(Object.entries(durations).find(([name]) => name === toolName)?.[1]).toBeCloseTo(meanUs / 1000, 6);
        }
        const calledMost = [...okOf].toSorted(([, a], [, b]) => b.length - a.length)[0]?.[0];
        expect(Object.keys(await metrics.getDurations(RANGE, 1))).toEqual([calledMost]);
      }));

    it('pages through the batches of the range, newest first, each exactly once', () =>
      withHistory(records, async (metrics) => {
        const listed: string[] = [];
        let page = await metrics.listBatches(RANGE, { limit: 7 });
        for (;;) {
          expect(page.totalCount).toBe(inRange.length);
          listed.push(...page.rows.map(({ batchId }) => batchId));
          if (page.next === null) break;
          page = await metrics.listBatches(RANGE, { limit: 7, after: page.next });
        }
        const newestFirst = inRange.toSorted(
          (a, b) => b.startedAtMs - a.startedAtMs || (a.batchId < b.batchId ? 1 : -1),
        );
        expect(listed).toEqual(newestFirst.map(({ batchId }) => batchId));
      }));
  });

  it('names the tool of the call that ran longest, and null when nothing ran', async () => {
    const idle = buildRecord({ calls: [buildCall({ attempts: [], status: 'cancelled' })] });
    const records = [idle, ...randomHistory(4, 50, START_MS)];
    await withHistory(records, async (metrics) => {
      for (const record of records) {
        const batch = await metrics.getBatch(record.batchId);
        const runs = record.calls
          .filter(({ attempts }) => attempts.length > 0)
          .map((call) => sum(call.attempts.map((a) => a.endUs - a.startUs)));
        expect(batch?.slowest?.runUs ?? null).toBe(runs.length === 0 ? null : Math.max(...runs));
      }
    });
  });

  it('answers for a range without batches with zeros and nulls', () =>
    withHistory([buildRecord()], async (metrics) => {
      const range = { fromMs: 0, toMs: 1000 };
      expect(await metrics.getOverview(range)).toEqual({
        batchCount: 0,
        callCount: 0,
        failedCount: 0,
        errorCount: 0,
        timeoutCount: 0,
        cancelledCount: 0,
        skippedCount: 0,
        failureRatio: null,
        sequentialUs: 0,
        makespanUs: 0,
        idealMakespanUs: 0,
        speedup: null,
        idealSpeedup: null,
        efficiency: null,
        makespanP50Us: null,
        makespanP95Us: null,
      });
      expect(await metrics.getToolLatencies(range, 10)).toEqual({ rows: [], totalCount: 0 });
      expect(await metrics.listBatches(range, { limit: 10 })).toEqual({
        rows: [],
        totalCount: 0,
        next: null,
        scannedCount: 0,
      });
      expect(await metrics.getBatch('nobody')).toBeNull();
    }));

  it.each([1, 2, 7, 19])('gives the largest of %i samples as their 95th percentile, exactly', (count) => {
    // Less than 2 % apart, so that several share a bucket.
    const runUs = Array.from({ length: count }, (_, index) => 1_203_000 + index * 5000);
    const records = runUs.map((endUs) =>
      buildRecord({ calls: [buildCall({ attempts: [buildAttempt({ startUs: 0, endUs })] })] }),
    );
    return withHistory(records, async (metrics) => {
      const range = { fromMs: 0, toMs: 2_000_000_000_000 };
      const [tool] = (await metrics.getToolLatencies(range, 1)).rows;
      expect(tool?.runP95Us).toBe(Math.max(...runUs));
      expect(tool?.runP99Us).toBe(Math.max(...runUs));
      expect(tool?.waitP95Us).toBe(0);
      const { makespanP95Us } = await metrics.getOverview(range);
      expect(makespanP95Us).toBe(Math.max(...records.map(({ totals }) => totals.makespanUs)));
    });
  });

  it('keeps percentiles of many samples within what was observed', () => {
    const runUs = Array.from({ length: 100 }, (_, index) => (index === 0 ? 1_000_000 : 1_000_001));
    const calls = runUs.map((endUs, index) =>
      buildCall({ seq: index + 1, attempts: [buildAttempt({ startUs: 0, endUs })] }),
    );
    return withHistory([buildRecord({ calls })], async (metrics) => {
      const [tool] = (await metrics.getToolLatencies({ fromMs: 0, toMs: 2_000_000_000_000 }, 1)).rows;
      for (const percentileUs of [tool?.runP50Us, tool?.runP95Us, tool?.runP99Us]) {
        expect(percentileUs).toBeGreaterThanOrEqual(1_000_000);
        expect(percentileUs).toBeLessThanOrEqual(1_000_001);
      }
    });
  });

  it('numbers tools without holes in the order of the writes that brought them, those of one by name', async () => {
    const url = database.createUrl();
    for (const tools of ['cbc', 'ba']) {
      const calls = Array.from(tools, (toolName, index) => buildCall({ seq: index + 1, toolName }));
      await storeHistory(url, [buildRecord({ startedAtMs: 5000, calls })]);
    }
    const metrics = openMetrics({ url });
    const { rows } = await metrics.getToolLatencies({ fromMs: 0, toMs: 10_000 }, 10);
    await metrics.close();
    const ids = new Map(rows.map(({ toolName, toolId }) => [toolName, toolId]));
    expect(ids).toEqual(
      new Map([
        ['b', 1],
        ['c', 2],
        ['a', 3],
      ]),
    );
  });

  describe('what is asked wrongly is INVALID_RANGE', () => {
    const range = { fromMs: 0, toMs: 1000 };
    it.each([
      ['a range that ends where it begins', (m: MetricsReader) => m.getOverview({ fromMs: 5, toMs: 5 })],
      ['a range that is no number', (m: MetricsReader) => m.getOverview({ fromMs: Number.NaN, toMs: 5 })],
      ['a time before 1970', (m: MetricsReader) => m.getOverview({ fromMs: -1, toMs: 5 })],
      ['an infinite range', (m: MetricsReader) => m.getSpeedupSeries({ fromMs: 0, toMs: Number.POSITIVE_INFINITY }, 1)],
      ['buckets of no width', (m: MetricsReader) => m.getFailureSeries(range, 0)],
      ['1,001 buckets', (m: MetricsReader) => m.getSpeedupSeries({ fromMs: 0, toMs: 1001 }, 1)],
      ['durations of no tools', (m: MetricsReader) => m.getDurations(range, 0)],
      ['a limit of 0', (m: MetricsReader) => m.listBatches(range, { limit: 0 })],
      ['a limit of 501', (m: MetricsReader) => m.getToolLatencies(range, 501)],
      [
        'a cursor without a time',
        (m: MetricsReader) => m.listBatches(range, { limit: 1, after: { startedAtMs: 0.5, batchId: 'a' } }),
      ],
    ])('%s', (_, ask) =>
      withHistory([], async (metrics) => {
        await expect(ask(metrics)).rejects.toMatchObject({ name: 'MetricsError', code: 'INVALID_RANGE' });
      }),
    );

    it('but 1,000 buckets are given', () =>
      withHistory([], async (metrics) => {
        expect(await metrics.getSpeedupSeries(range, 1)).toHaveLength(1000);
      }));
  });
});

function startsIn({ fromMs, toMs }: TimeRange, bucketMs: number): readonly number[] {
  const starts: number[] = [];
  for (let startMs = fromMs - (fromMs % bucketMs); startMs < toMs; startMs += bucketMs) starts.push(startMs);
  return starts;
}
