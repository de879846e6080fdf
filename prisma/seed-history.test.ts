import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { openMetrics } from '@parallel-tools/metrics/queries';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type SeedOptions, type SeedSummary, seedHistory } from './seed-history.js';

const END_MS = Date.UTC(2026, 0, 2);
const DAY = { fromMs: END_MS - 24 * 3_600_000, toMs: END_MS };

/** Everything that a new database holds after a seed. */
async function seeded(options: Partial<SeedOptions> = {}, rounds = 1) {
  const folder = mkdtempSync(path.join(tmpdir(), 'parallel-tools-seed-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const databaseUrl = `file:${folder}/history.db`;
  let summary = { databasePath: '', batchCount: 0, callCount: 0 };
  for (let round = 0; round < rounds; round += 1)
    summary = await seedHistory({ databaseUrl, endMs: END_MS, ...options });
  const metrics = openMetrics({ url: databaseUrl });
  const { rows, totalCount } = await metrics.listBatches(DAY, { limit: 500 });
  const batches = await Promise.all(rows.map(({ batchId }) => metrics.getBatch(batchId)));
  const overview = await metrics.getOverview(DAY);
  await metrics.close();
  return { summary, totalCount, overview, batches: batches.filter((batch) => batch !== null) };
}

describe('seedHistory', () => {
  it('makes as many batches as told, all within the hours before the end', async () => {
    const { summary, totalCount, overview } = await seeded();
    expect(summary.batchCount).toBe(300);
    expect(totalCount).toBe(300);
    expect(overview.callCount).toBe(summary.callCount);
  });

  it('makes the same batches for the same seed, down to ids and times, and others for another', async () => {
    const [first, again, other] = await Promise.all([
      seeded({ batches: 60 }),
      seeded({ batches: 60 }),
      seeded({ batches: 60, seed: 2 }),
    ]);
    expect(again.batches).toEqual(first.batches);
    expect(other.batches).not.toEqual(first.batches);
  });

  it('adds nothing when it is done again', async () => {
    expect((await seeded({ batches: 40 }, 2)).totalCount).toBe(40);
  });

  it('shows every way in which a call and a batch can end, waits of every cause, and overlap', async () => {
    const { batches } = await seeded();
    const calls = batches.flatMap((batch) => batch.calls);
    const attempts = calls.flatMap((call) => call.attempts);
    const seen = <Value>(values: readonly Value[]) => [...new Set(values)].sort();
    expect(seen(batches.map(({ outcome }) => outcome))).toEqual(['cancelled', 'failed', 'ok', 'partial']);
    expect(seen(calls.map(({ status }) => status))).toEqual(['cancelled', 'error', 'ok', 'skipped']);
    expect(seen(attempts.map(({ outcome }) => outcome))).toEqual(['cancelled', 'error', 'ok', 'timeout']);
    expect(seen(calls.map(({ errorCode }) => errorCode ?? ''))).toEqual(
      expect.arrayContaining([
        'ABORTED',
        'FAIL_FAST',
        'INVALID_ARGUMENTS',
        'TOOL_FAILED',
        'TOOL_TIMEOUT',
        'UNKNOWN_TOOL',
      ]),
    );
    expect(seen(calls.flatMap(({ waits }) => waits.map(({ cause }) => cause)))).toEqual(
      expect.arrayContaining(['backoff', 'conflict', 'global-slot', 'rate-limit', 'tool-slot']),
    );
    expect(seen(calls.map(({ toolName }) => toolName)).length).toBeGreaterThanOrEqual(9);
    expect(attempts.some(({ abandoned }) => abandoned)).toBe(true);
    expect(attempts.some(({ hedge }) => hedge)).toBe(true);
    expect(seen(calls.map(({ source }) => source ?? ''))).toContain('cache');
    expect(batches.some(({ edges }) => edges.length > 0)).toBe(true);
    expect(calls.some((call) => call.attempts.length > 1 && call.status === 'ok')).toBe(true);
    expect(batches.some(({ speedup }) => speedup !== null && speedup > 3)).toBe(true);
  });

  it.each([
    [{ batches: 0 }, 'batches must be a positive integer, got 0'],
    [{ hours: -1 }, 'hours must be a positive number, got -1'],
    [{ seed: 1.5 }, 'seed must be a positive integer, got 1.5'],
  ])('refuses %j', async (options, message) => {
    await expect(seedHistory({ databaseUrl: 'file:./never.db', ...options })).rejects.toThrow(message);
  });

  it('says why when the database cannot be used', async () => {
    await expect(seedHistory({ databaseUrl: `file:${tmpdir()}`, batches: 3 })).rejects.toThrow(
      'Only 0 of 3 batches were stored',
    );
  });
});

describe('a history of more batches than are run', () => {
  it('repeats sessions under ids of their own, at times of their own, the same for the same seed', async () => {
    const options = { batches: 4500, hours: 72 };
    const folder = mkdtempSync(path.join(tmpdir(), 'parallel-tools-seed-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const databaseUrl = `file:${folder}/history.db`;
    for (let round = 0; round < 2; round += 1) await seedHistory({ databaseUrl, endMs: END_MS, ...options });
    const metrics = openMetrics({ url: databaseUrl });
    const range = { fromMs: END_MS - 72 * 3_600_000, toMs: END_MS };
    const { batchCount } = await metrics.getOverview(range);
    const { rows } = await metrics.listSessions(range, { limit: 500 });
    const sessions = await Promise.all(rows.slice(0, 50).map(({ sessionId }) => metrics.getSession(sessionId, 500)));
    await metrics.close();
    expect(batchCount).toBe(4500);
    for (const session of sessions) {
      expect(session?.turns.length).toBeLessThanOrEqual(7);
      expect(new Set(session?.turns.map(({ labels }) => labels.agent)).size).toBe(1);
    }
    expect(rows.some(({ lastStartedAtMs }) => lastStartedAtMs > END_MS - 24 * 3_600_000)).toBe(true);
  }, 120_000);

  it('of several days lets the database repeat the first, to the same sums as its rows', async () => {
    const options = { calls: 6000, hours: 120 };
    const folder = mkdtempSync(path.join(tmpdir(), 'parallel-tools-seed-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const databaseUrl = `file:${folder}/history.db`;
    const summaries: SeedSummary[] = [];
    for (let round = 0; round < 2; round += 1)
      summaries.push(await seedHistory({ databaseUrl, endMs: END_MS, ...options }));
    const metrics = openMetrics({ url: databaseUrl });
    const startMs = END_MS - 120 * 3_600_000;
    const days = [0, 1, 2, 3, 4].map((day) => ({
      fromMs: startMs + day * 86_400_000,
      toMs: startMs + (day + 1) * 86_400_000,
    }));
    const overviews = await Promise.all(days.map((day) => metrics.getOverview(day)));
    const lists = await Promise.all(days.map((day) => metrics.listBatches(day, { limit: 1 })));
    await metrics.close();
    expect(summaries[1]).toEqual(summaries[0]);
    expect(Math.abs((summaries[0]?.callCount ?? 0) - 6000)).toBeLessThan(600);
    expect(overviews.map(({ callCount }) => 5 * callCount)).toEqual(days.map(() => summaries[0]?.callCount));
    expect(overviews.every(({ makespanUs }) => makespanUs === overviews[0]?.makespanUs)).toBe(true);
    expect(lists.map(({ totalCount }) => 5 * (totalCount ?? 0))).toEqual(days.map(() => summaries[0]?.batchCount));
  }, 120_000);

  it('makes as many calls as told, within a few batches', async () => {
    const { summary } = await seeded({ calls: 30_000 });
    expect(Math.abs(summary.callCount - 30_000)).toBeLessThan(600);
  }, 120_000);
});
