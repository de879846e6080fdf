import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { openMetrics } from '../src/queries/index.js';
import { buildAttempt, buildCall, buildRecord } from './build-record.js';
import { DATABASES, execute, needs } from './databases.js';
import { storeHistory } from './random-history.js';

const BIN = path.resolve(import.meta.dirname, '../bin/parallel-tools.js');
const DAY_MS = 86_400_000;

function cli(...args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [BIN, ...args], { encoding: 'utf8', timeout: 60_000 });
  return { status, stdout, stderr };
}

describe.each(DATABASES)('parallel-tools on $name', (database) => {
  needs(database);

  it('migrates a database that does not exist yet, and one that does', async () => {
    const url = database.createUrl();
    expect(cli('migrate', '--url', url)).toMatchObject({ status: 0, stderr: '' });
    expect(cli('migrate', '--url', url).stdout).toContain('is up to date');
    const metrics = openMetrics({ url });
    expect(await metrics.getStatus()).toMatchObject({ batchCount: 0 });
    await metrics.close();
  });

  it('prunes what is older, and only that, in as many steps as it takes', async () => {
    const url = database.createUrl();
    const nowMs = Date.now();
    const old = Array.from({ length: 1001 }, () => buildRecord({ startedAtMs: nowMs - 3 * DAY_MS }));
    const young = buildRecord({ startedAtMs: nowMs - DAY_MS });
    await storeHistory(url, [...old, young]);
    expect(cli('prune', '--days', '2', '--url', url)).toMatchObject({
      status: 0,
      stdout: expect.stringContaining('deleted 1001 batches'),
    });
    const metrics = openMetrics({ url });
    expect(await metrics.getStatus()).toMatchObject({ batchCount: 1 });
    expect(await metrics.getRecord(young.batchId)).toEqual(young);
    const all = { fromMs: 0, toMs: nowMs + 1 };
    // Sums outlive what they were made of.
    expect((await metrics.getToolLatencies(all, 10)).rows).toMatchObject([{ callCount: 1002 }]);
    expect(await metrics.getBatch(old[0]?.batchId ?? '')).toBeNull();
    await metrics.close();
  });

  it('shows a table of tools, whose names cannot command the terminal', async () => {
    const url = database.createUrl();
    const calls = [buildCall({ toolName: 'red\u001b[31m' }), buildCall({ seq: 2, status: 'error' })];
    await storeHistory(url, [buildRecord({ startedAtMs: Date.now() - 1000, calls })]);
    const { status, stdout } = cli('stats', '--url', url);
    expect(status).toBe(0);
    expect(stdout).toContain('1 batches, 2 calls, 1 failed');
    expect(stdout).toMatch(/search +1 +1 +0 +1\.0 +1\.0 +1\.0 +0\.1/);
    expect(stdout).not.toContain('\u001b');
  });

  it('exports the batches of the range as lines per call, whose cells are no formulas', async () => {
    const url = database.createUrl();
    const calls = [
      buildCall({ toolName: '=1+1', errorMessage: 'no, "never"' }),
      buildCall({ seq: 2, source: 'cache' }),
    ];
    const young = buildRecord({ startedAtMs: Date.now() - 1000, calls, labels: { agent: '@ada' } });
    await storeHistory(url, [young, buildRecord({ startedAtMs: Date.now() - 9 * DAY_MS })]);
    const { status, stdout } = cli('export', '--format', 'csv', '--url', url);
    const [head, first, second, ...rest] = stdout.split('\r\n');
    expect({ status, rest }).toEqual({ status: 0, rest: [''] });
    const startedAt = new Date(young.startedAtMs).toISOString();
    expect(head).toMatch(/^batch_id,started_at,session_id,agent,node,seq,call_id,tool,status,/);
    expect(first).toBe(
      `${young.batchId},${startedAt},,'@ada,,1,call-1,'=1+1,ok,,"no, ""never""",,0,100,1100,1000,100,1,false`,
    );
    expect(second).toContain(',cache,');
  });

  it('exports the records themselves as JSON, in order of time', async () => {
    const url = database.createUrl();
    const startMs = Date.now() - 5000;
    const records = Array.from({ length: 1100 }, (_, index) => buildRecord({ startedAtMs: startMs + index }));
    await storeHistory(url, records.toReversed());
    expect(JSON.parse(cli('export', '--format', 'json', '--url', url).stdout)).toEqual(records);
    expect(JSON.parse(cli('export', '--format', 'json', '--days', '0.00000001', '--url', url).stdout)).toEqual([]);
  });

  it('exports spans: a trace per batch, a span per call, and one per attempt where there were several', async () => {
    const url = database.createUrl();
    const attempts = [
      buildAttempt({ outcome: 'error', errorCode: 'TOOL_FAILED', errorMessage: 'no' }),
      buildAttempt({ attempt: 2, startUs: 2000, endUs: 3000 }),
    ];
    const record = buildRecord({ startedAtMs: Date.now() - 1000, calls: [buildCall({ attempts })] });
    await storeHistory(url, [record]);
    const [line, ...rest] = cli('export', '--format', 'otlp', '--url', url).stdout.split('\n');
    expect(rest).toEqual(['']);
    const { spans } = JSON.parse(line ?? '').resourceSpans[0].scopeSpans[0];
    expect(spans.map(({ name }: { name: string }) => name)).toEqual([
      'tool_batch',
      'execute_tool search',
      'attempt search',
      'attempt search',
    ]);
    const [batch, call, first, second] = spans;
    const traces = spans.map(({ traceId }: { traceId: string }) => traceId);
    expect(new Set(traces)).toEqual(new Set([record.batchId.replaceAll('-', '')]));
    expect(batch.parentSpanId).toBeUndefined();
    const parents = [call.parentSpanId, first.parentSpanId, second.parentSpanId];
    expect(parents).toEqual([batch.spanId, call.spanId, call.spanId]);
    expect(first.status).toEqual({ code: 2, message: 'no' });
    expect(BigInt(second.startTimeUnixNano)).toBe(BigInt(record.startedAtMs) * 1_000_000n + 2_000_000n);
  });

  it('finds nothing to do in a sound database, and says what to do where there is something', async () => {
    const url = database.createUrl();
    expect(cli('doctor', '--url', url)).toMatchObject({ status: 1, stdout: expect.stringContaining('BROKEN') });
    await storeHistory(url, [buildRecord()]);
    const sound = cli('doctor', '--url', url);
    expect(sound.stdout).not.toMatch(/BROKEN|look {3}/);
    expect(sound).toMatchObject({ status: 0, stderr: '' });
    expect(sound.stdout).toContain('1 batches with 1 calls were recorded');

    const index = 'batch_makespan_us_started_at_ms_id_idx';
    await execute(url, `DROP INDEX ${index}`);
    expect(cli('doctor', '--url', url)).toMatchObject({
      status: 1,
      stdout: expect.stringContaining(`missing, though its migration is applied: ${index}`),
    });
    await execute(url, "DELETE FROM _prisma_migrations WHERE migration_name LIKE '%query_indexes'");
    expect(cli('doctor', '--url', url).stdout).toContain('run parallel-tools migrate');
  });

  it('fails, and creates nothing, where there is nothing to prune or show', () => {
    const url = database.createUrl();
    for (const args of [['prune', '--days', '1'], ['stats'], ['export', '--format', 'csv']]) {
      expect(cli(...args, '--url', url)).toMatchObject({ status: 1, stdout: '' });
    }
    expect(cli('stats', '--url', url).status).toBe(1);
  });
});

it.each([
  [['dance'], 'There is no command dance'],
  [['prune'], 'prune needs --days'],
  [['prune', '--days', '0'], '--days must be a positive number'],
  [['stats', '--colour'], '--colour'],
  [['export'], 'export needs --format csv, json, otlp'],
  [['export', '--format', 'xml'], 'export needs --format csv, json, otlp'],
  [['stats', '--url', 'mysql://ada:secret@db/x'], 'it must be file:'],
])('refuses %j with exit code 2', (args, reason) => {
  const { status, stderr } = cli(...args);
  expect({ status, says: stderr.includes(reason) }).toEqual({ status: 2, says: true });
  expect(stderr).not.toContain('secret');
});
