import type { BatchRecord, CallRecord } from '@parallel-tools/executor';
import { attribute } from '@parallel-tools/executor/simulate';
import { describe, expect, it } from 'vitest';
import type { BatchFilter, BatchSort, MetricsReader, SessionRow, TimeRange } from '../src/queries/index.js';
import { DATABASES, needs } from './databases.js';
import { exactPercentile, expectWithin2Percent, sum } from './exact-numbers.js';
import { richHistory } from './rich-history.js';
import { withHistory } from './with-history.js';

const HOUR_MS = 3_600_000;
const START_MS = 1_760_000_400_000;
/** Neither end of a range falls on a batch or a minute; the long one holds whole days, which its buckets part. */
const HISTORIES = [
  { seed: 1, lengthMs: HOUR_MS, range: { fromMs: START_MS + 123_456, toMs: START_MS + 3_210_987 }, bucketMs: 300_000 },
  {
    seed: 2,
    lengthMs: 90 * HOUR_MS,
    range: { fromMs: START_MS + 2_123_456, toMs: START_MS + 80 * HOUR_MS + 987 },
    bucketMs: 6 * HOUR_MS,
  },
] satisfies readonly { seed: number; lengthMs: number; range: TimeRange; bucketMs: number }[];

describe.each(DATABASES)('on $name', (database) => {
  needs(database);

  describe.each(HISTORIES)('on a random history of $lengthMs ms', ({ seed, lengthMs, range, bucketMs }) => {
    const records = richHistory(seed, 300, START_MS, lengthMs);
    const inRange = records.filter(({ startedAtMs }) => startedAtMs >= range.fromMs && startedAtMs < range.toMs);
    const calls = inRange.flatMap((record) => record.calls);
    const ask = (question: (metrics: MetricsReader) => Promise<void>) =>
      withHistory(database.createUrl(), records, question);

    it('attributes all makespans, by kind and by tool', () =>
      ask(async (metrics) => {
        const parts = inRange.flatMap((record) =>
          attribute(record.calls, record.edges).parts.map((part) => ({
            ...part,
            toolName: record.calls.find(({ seq }) => seq === part.seq)?.toolName ?? '',
          })),
        );
        const makespanUs = sum(inRange.map(({ totals }) => totals.makespanUs));
        const { parts: sums, ...whole } = await metrics.getAttribution(range);
        expect(whole).toEqual({ batchCount: inRange.length, makespanUs });
        expect(asMap(sums)).toEqual(sumsBy(parts, ({ kind }) => kind));
        expect(sum(sums.map(({ us }) => us))).toBe(makespanUs);

        const { rows, restUs, totalCount, worst } = await metrics.getBottlenecks(range, 3);
        const byTool = [...sumsBy(parts, ({ toolName }) => toolName)].toSorted(([, a], [, b]) => b - a);
        expect(totalCount).toBe(byTool.length);
        expect(rows.map(({ toolName, criticalUs }) => [toolName, criticalUs])).toEqual(byTool.slice(0, 3));
        expect(restUs).toBe(sum(byTool.slice(3).map(([, us]) => us)));
        for (const row of rows) {
          const own = parts.filter(({ toolName }) => toolName === row.toolName);
          expect(asMap(row.parts)).toEqual(sumsBy(own, ({ kind }) => kind));
        }
        const waits = parts.filter(({ kind }) => !['run', 'arrival', 'overhead', 'shared'].includes(kind));
        const worstUs = Math.max(...sumsBy(waits, ({ toolName, kind }) => `${toolName} ${kind}`).values());
        expect(worst?.us).toBe(worstUs);
      }));

    it('sorts tools, and tells how they use limits and the cache', () =>
      ask(async (metrics) => {
        const { rows } = await metrics.getToolLatencies(range, 10, { by: 'runP95Us', descending: false });
        expect(rows.map(({ runP95Us }) => runP95Us)).toEqual(
          rows.map(({ runP95Us }) => runP95Us).toSorted((a, b) => (a ?? 0) - (b ?? 0)),
        );
        const rangeMs = range.toMs - range.fromMs;
        for (const { toolName, cacheHitCount, saturation } of rows) {
          const own = calls.filter((call) => call.toolName === toolName);
          expect(cacheHitCount).toBe(own.filter(({ source }) => source === 'cache').length);
          expect(saturation).toBeCloseTo(
            sum(inRange.map((record) => saturatedUs(record, toolName))) / 1000 / rangeMs,
            9,
          );
        }
      }));

    it('gives percentiles, waits and saturation of one tool over time', () =>
      ask(async (metrics) => {
        const [series, saturation] = await Promise.all([
          metrics.getLatencySeries('__proto__', range, bucketMs),
          metrics.getSaturation('__proto__', range, bucketMs),
        ]);
        expect(series.map(({ startMs }) => startMs)).toEqual(saturation.map(({ startMs }) => startMs));
        for (const [index, bucket] of series.entries()) {
          const batches = inRange.filter(
            ({ startedAtMs }) => startedAtMs >= bucket.startMs && startedAtMs < bucket.startMs + bucketMs,
          );
          const own = batches.flatMap((record) => record.calls).filter(({ toolName }) => toolName === '__proto__');
          expect(bucket.callCount).toBe(own.length);
          expect(bucket.failedCount).toBe(own.filter(({ status }) => status !== 'ok').length);
          expectWithin2Percent(bucket.runP95Us, exactPercentile(runsOf(own), 0.95));
          expectWithin2Percent(bucket.runP50Us, exactPercentile(runsOf(own), 0.5));
          const waits = own.flatMap((call) => call.waits.map(({ cause, ...wait }) => ({ kind: cause, ...wait })));
          expect(new Map(bucket.waits.map(({ cause, us }) => [cause, us]))).toEqual(sumsBy(waits, ({ kind }) => kind));
          expect(saturation[index]?.saturatedUs).toBe(sum(batches.map((record) => saturatedUs(record, '__proto__'))));
        }
      }));

    it('spreads the run times of one tool over bands that histogram and heatmap share', () =>
      ask(async (metrics) => {
        const runs = runsOf(calls.filter(({ toolName }) => toolName === 'search'));
        const histogram = await metrics.getLatencyHistogram('search', range, 12);
        const heatmap = await metrics.getLatencyHeatmap('search', range, bucketMs, 12);
        expect(histogram.sampleCount).toBe(runs.length);
        expect(histogram.bands.length).toBeLessThanOrEqual(12);
        expect(heatmap.bands).toEqual(histogram.bands.map(({ fromUs, toUs }) => ({ fromUs, toUs })));
        for (const [index, { fromUs, toUs, count }] of histogram.bands.entries()) {
          const isIn = (us: number) => (us > fromUs && us <= toUs) || (us === 0 && fromUs === 0);
          expect(count).toBe(runs.filter(isIn).length);
          expect(sum(heatmap.counts.map((column) => column[index] ?? 0))).toBe(count);
        }
        expect(heatmap.startsMs).toEqual(
          (await metrics.getSpeedupSeries(range, bucketMs)).map(({ startMs }) => startMs),
        );
      }));

    it('groups failures by tool, status, code and what messages have in common', () =>
      ask(async (metrics) => {
        const failed = calls.filter(({ status }) => status !== 'ok');
        const { rows, scannedCount, isComplete } = await metrics.getFailureGroups(range, 500);
        expect(scannedCount).toBe(failed.length);
        expect(isComplete).toBe(true);
        const keyOf = (row: Pick<CallRecord, 'toolName' | 'status' | 'errorCode'>) =>
          `${row.toolName} ${row.status} ${row.errorCode}`;
        expect(new Map(rows.map((row) => [keyOf(row), row.count]))).toEqual(
          new Map([...Map.groupBy(failed, keyOf)].map(([key, group]) => [key, group.length])),
        );
        for (const row of rows) {
          const record = inRange.find(({ batchId }) => batchId === row.example.batchId);
          expect(record?.calls.find(({ seq }) => seq === row.example.seq)).toMatchObject({ errorCode: row.errorCode });
        }
        const ofOne = await metrics.getFailureGroups(range, 500, { toolName: 'sql' });
        expect(ofOne.rows).toEqual(rows.filter(({ toolName }) => toolName === 'sql'));
      }));

    it('lists the slowest calls of a tool', () =>
      ask(async (metrics) => {
        const rows = await metrics.listCalls(range, { limit: 5, toolName: 'fetch' });
        const own = calls.filter(({ toolName }) => toolName === 'fetch');
        const longest = own.map((call) => Math.max(-1, ...runsOf([call]))).toSorted((a, b) => b - a);
        expect(rows.map(({ longestRunUs }) => longestRunUs)).toEqual(longest.slice(0, 5));
        const waited = await metrics.listCalls(range, { limit: 7, sort: 'longest-wait' });
        const waits = calls.flatMap(({ startUs, readyUs }) => (startUs === null ? [] : [startUs - readyUs]));
        expect(waited.map(({ queueWaitUs }) => queueWaitUs)).toEqual(waits.toSorted((a, b) => b - a).slice(0, 7));
        const newestRows = await metrics.listCalls(range, { limit: 9, sort: 'newest', toolName: 'fetch' });
        const times = inRange.flatMap((record) =>
          record.calls.filter(({ toolName }) => toolName === 'fetch').map(() => record.startedAtMs),
        );
        expect(newestRows.map(({ startedAtMs }) => startedAtMs)).toEqual(times.toSorted((a, b) => b - a).slice(0, 9));
      }));

    it('pages through batches by every filter, in every order, each exactly once', () =>
      ask(async (metrics) => {
        const filters: readonly (readonly [BatchFilter, (record: BatchRecord) => boolean])[] = [
          [{}, () => true],
          [{ toolName: 'hash' }, ({ calls: own }) => own.some(({ toolName }) => toolName === 'hash')],
          [{ outcome: 'partial' }, ({ outcome }) => outcome === 'partial'],
          [{ sessionId: 'session-7' }, ({ labels }) => labels.sessionId === 'session-7'],
          [{ agent: 'support' }, ({ labels }) => labels.agent === 'support'],
          [{ slowerThanUs: 5000 }, ({ totals }) => totals.makespanUs >= 5000],
          [{ failedOnly: true }, ({ calls: own }) => own.some(({ status }) => status !== 'ok')],
          [
            { errorCode: 'TOOL_FAILED', toolName: 'search' },
            ({ calls: own }) => own.some((call) => call.errorCode === 'TOOL_FAILED' && call.toolName === 'search'),
          ],
          [{ search: 'resea' }, ({ labels }) => labels.agent?.startsWith('resea') === true],
          [{ search: '__pr' }, ({ calls: own }) => own.some((call) => call.toolName === '__proto__')],
          [{ search: records[0]?.batchId ?? '' }, ({ batchId }) => batchId === records[0]?.batchId],
          [{ toolName: 'nobody' }, () => false],
          [{ search: '%' }, () => false],
        ];
        for (const [index, [filter, matches]] of filters.entries()) {
          // The last order is the one before it, backwards: two filters are enough to see that.
          const sorts = ['newest', 'oldest', 'slowest', 'fastest'] as const;
          for (const sort of sorts.slice(0, index < 2 ? 4 : 3)) {
            const expected = idsInOrder(inRange.filter(matches), sort);
            expect(await listAll(metrics, range, filter, sort), JSON.stringify({ filter, sort })).toEqual(expected);
          }
        }
      }));

    it('shows in each row where its makespan went', () =>
      ask(async (metrics) => {
        const { rows } = await metrics.listBatches(range, { limit: 50 });
        for (const { batchId, path, makespanUs } of rows) {
          const record = inRange.find((one) => one.batchId === batchId);
          const { parts } = attribute(record?.calls ?? [], record?.edges ?? []);
          expect(path.map(({ seq, kind, startUs, endUs }) => ({ seq, kind, startUs, endUs }))).toEqual(parts);
          expect(path.at(-1)?.endUs ?? 0).toBe(makespanUs);
        }
      }));

    it('lists sessions by their last batch, and the turns of one with the time between them', () =>
      ask(async (metrics) => {
        const bySession = Map.groupBy(records, ({ labels }) => labels.sessionId);
        bySession.delete(undefined);
        const listed: SessionRow[] = [];
        let page = await metrics.listSessions(range, { limit: 3 });
        for (;;) {
          listed.push(...page.rows);
          if (page.next === null) break;
          page = await metrics.listSessions(range, { limit: 3, after: page.next });
        }
        const lastMs = (id: string | undefined) =>
          Math.max(...(bySession.get(id) ?? []).map(({ startedAtMs }) => startedAtMs));
        const isListed = (id: string | undefined) => lastMs(id) >= range.fromMs && lastMs(id) < range.toMs;
        expect(listed.map(({ sessionId }) => sessionId)).toEqual(
          [...bySession.keys()].filter(isListed).toSorted((a, b) => lastMs(b) - lastMs(a)),
        );
        expect(listed.length).toBeGreaterThan(0);
        for (const row of listed) {
          const batches = bySession.get(row.sessionId) ?? [];
          expect(row).toMatchObject({
            agent: newest(batches)?.labels.agent ?? null,
            batchCount: batches.length,
            callCount: sum(batches.map((record) => record.calls.length)),
            makespanUs: sum(batches.map(({ totals }) => totals.makespanUs)),
            lastStartedAtMs: lastMs(row.sessionId),
          });
        }
        const session = await metrics.getSession('session-5', 500);
        const turns = records
          .filter(({ labels }) => labels.sessionId === 'session-5')
          .toSorted((a, b) => (isNewer(a, b) ? 1 : -1));
        expect(session?.turns.map(({ batchId }) => batchId)).toEqual(turns.map(({ batchId }) => batchId));
        const gaps = turns.map(({ startedAtMs }, index) => {
          if (index === 0) return null;
          const ends = turns.slice(0, index).map((turn) => turn.startedAtMs + turn.totals.makespanUs / 1000);
          return Math.max(0, startedAtMs - Math.max(...ends));
        });
        expect(session?.turns.map(({ gapMs }) => gapMs)).toEqual(gaps);
        expect(await metrics.getSession('nobody', 5)).toBeNull();
      }));

    it('tells what became of all run time', () =>
      ask(async (metrics) => {
        const waste = await metrics.getWaste(range, 500);
        const attempts = calls.flatMap((call) => call.attempts.map((attempt) => ({ ...attempt, call })));
        const usOf = (list: typeof attempts) => sum(list.map(runOf));
        const is = (kind: string) => waste.work.find((part) => part.kind === kind)?.us;
        expect(waste.runUs).toBe(usOf(attempts));
        expect(sum(waste.work.map(({ us }) => us))).toBe(waste.runUs);
        expect(is('error')).toBe(usOf(attempts.filter(({ outcome }) => outcome === 'error')));
        expect(is('timeout')).toBe(usOf(attempts.filter(({ outcome }) => outcome === 'timeout')));
        expect(is('hedge')).toBe(usOf(attempts.filter(({ errorCode }) => errorCode === 'HEDGE_LOST')));
        expect(is('cancelled')).toBe(usOf(attempts.filter(({ errorCode }) => errorCode === 'ABORTED')));
        expect(is('useful')).toBe(usOf(attempts.filter(({ outcome }) => outcome === 'ok')));
        expect(waste.cacheHitCount).toBe(calls.filter(({ source }) => source === 'cache').length);
        expect(waste.sharedCount).toBe(calls.filter(({ source }) => source === 'shared').length);
        const retries = attempts.filter(({ attempt, hedge }) => attempt > 1 && !hedge);
        expect(waste.retryCount).toBe(retries.length);
        expect(waste.retryRunUs).toBe(usOf(retries));
        expect(waste.abandonedCount).toBe(attempts.filter(({ abandoned }) => abandoned).length);
        const backoffs = calls.flatMap(({ waits }) => waits.filter(({ cause }) => cause === 'backoff'));
        expect(waste.backoffUs).toBe(sum(backoffs.map(runOf)));
        expect(sum(waste.tools.map(({ wastedUs }) => wastedUs))).toBe(waste.wastedUs);
        for (const tool of waste.tools) {
          const own = calls.filter(({ toolName }) => toolName === tool.toolName);
          const ok = own.flatMap((call) => call.attempts).filter(({ outcome }) => outcome === 'ok');
          const savedCount = own.filter(({ source }) => source !== undefined).length;
          expect(tool.savedUs).toBe(Math.round((savedCount * sum(ok.map(runOf))) / ok.length));
        }
      }));

    it('gives the newest records as they were stored', () =>
      ask(async (metrics) => {
        const { records: found, totalCount } = await metrics.listRecords(range, 20);
        expect(totalCount).toBe(inRange.length);
        const expected = inRange.toSorted((a, b) => (isNewer(a, b) ? -1 : 1)).slice(0, 20);
        expect(found).toEqual(expected);
      }));
  });
});

/** Ids page by page. */
async function listAll(metrics: MetricsReader, range: TimeRange, filter: BatchFilter, sort: BatchSort) {
  const listed: string[] = [];
  let page = await metrics.listBatches(range, { limit: 27, filter, sort });
  for (;;) {
    listed.push(...page.rows.map(({ batchId }) => batchId));
    if (page.next === null) return listed;
    page = await metrics.listBatches(range, { limit: 27, filter, sort, after: page.next });
  }
}

function idsInOrder(records: readonly BatchRecord[], sort: BatchSort): readonly string[] {
  const sign = sort === 'oldest' || sort === 'fastest' ? -1 : 1;
  const slower = (a: BatchRecord, b: BatchRecord) =>
    sort === 'slowest' || sort === 'fastest' ? sign * (b.totals.makespanUs - a.totals.makespanUs) : 0;
  return records.toSorted((a, b) => slower(a, b) || (isNewer(a, b) ? -sign : sign)).map(({ batchId }) => batchId);
}

function runOf({ startUs, endUs }: { readonly startUs: number; readonly endUs: number }): number {
  return endUs - startUs;
}

function runsOf(calls: readonly CallRecord[]): readonly number[] {
  return calls.flatMap(({ attempts }) => attempts.filter(({ outcome }) => outcome !== 'cancelled').map(runOf));
}

/** By counting microseconds at which somebody waited: waits are short here. */
function saturatedUs({ calls }: BatchRecord, toolName: string): number {
  const taken = new Set<number>();
  for (const call of calls) {
    if (call.toolName !== toolName) continue;
    for (const { cause, startUs, endUs } of call.waits)
      if (cause === 'tool-slot') for (let us = startUs; us < endUs; us += 1) taken.add(us);
  }
  return taken.size;
}

function isNewer(a: BatchRecord | undefined, b: BatchRecord | undefined): boolean {
  if (a === undefined || b === undefined) return b === undefined;
  return a.startedAtMs > b.startedAtMs || (a.startedAtMs === b.startedAtMs && a.batchId > b.batchId);
}

function newest(records: readonly BatchRecord[]): BatchRecord | undefined {
  return records.toSorted((a, b) => (isNewer(a, b) ? -1 : 1))[0];
}

interface Part {
  readonly startUs: number;
  readonly endUs: number;
}

function sumsBy<Item extends Part>(parts: readonly Item[], keyOf: (part: Item) => string): Map<string, number> {
  const groups = Map.groupBy(parts, keyOf);
  return new Map([...groups].map(([key, group]) => [key, sum(group.map(runOf))]));
}

function asMap(parts: readonly { readonly kind: string; readonly us: number }[]): Map<string, number> {
  return new Map(parts.map(({ kind, us }) => [kind, us]));
}
