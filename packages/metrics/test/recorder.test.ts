import { type BatchRecord, type BatchResult, createExecutor, defineTool } from '@parallel-tools/executor';
import { attribute, simulate } from '@parallel-tools/executor/simulate';
import { createManualClock } from '@parallel-tools/executor/testing';
import { describe, expect, it, vi } from 'vitest';
import { createRecorder, type RecorderOptions } from '../src/index.js';
import { openMetrics } from '../src/queries/index.js';
import { locate } from '../src/store/location.js';
import { MIGRATIONS } from '../src/store/migration-state.js';
import { buildAttempt, buildCall, buildPayload, buildRecord } from './build-record.js';
import { DATABASES, needs } from './databases.js';
import { expectNoErrors } from './expect-no-errors.js';
import { holdLock } from './lock-holder.js';
import { randomHistory } from './random-history.js';
import { temporaryFile } from './temporary-folder.js';

const ALL = { fromMs: 0, toMs: 8_000_000_000_000 };

function recorderFor(url: string, options: RecorderOptions = {}) {
  return createRecorder({ url, onError: expectNoErrors(), ...options });
}

/** What a reader gives for these batches, recorded and closed. */
async function recordedInAndRead(url: string, records: readonly BatchRecord[], options: RecorderOptions = {}) {
  const recorder = recorderFor(url, options);
  for (const record of records) recorder.record(record, buildPayload(record, { q: 'x' }));
  await recorder.close();
  const metrics = openMetrics({ url });
  const details = await Promise.all(records.map(({ batchId }) => metrics.getBatch(batchId)));
  await metrics.close();
  return details;
}

const everything = buildRecord({
  outcome: 'partial',
  onError: 'fail-fast',
  labels: { sessionId: 's', agent: 'a', node: 'n', threadId: 't' },
  limits: { maxConcurrency: null, tools: [{ toolName: 'search', maxConcurrency: 2 }] },
  edges: [{ from: 1, to: 2, reason: 'reference' }],
  calls: [
    buildCall({
      seq: 1,
      externalId: 'toolu_1',
      critical: true,
      attempts: [
        buildAttempt({ outcome: 'timeout', abandoned: true, errorCode: 'TOOL_TIMEOUT', errorMessage: 'too slow' }),
        buildAttempt({ attempt: 2, startUs: 2000, endUs: 3000 }),
      ],
      waits: [
        { cause: 'tool-slot', startUs: 0, endUs: 100 },
        { cause: 'backoff', startUs: 1100, endUs: 2000 },
      ],
    }),
    buildCall({ seq: 2, toolName: 'fetch', level: 1, status: 'skipped', attempts: [], errorCode: null }),
    buildCall({ seq: 3, status: 'error', errorCode: 'TOOL_FAILED', errorMessage: 'no' }),
  ],
});

describe.each(DATABASES)('createRecorder on $name', (database) => {
  needs(database);
  const recordedAndRead = (records: readonly BatchRecord[], options: RecorderOptions = {}) =>
    recordedInAndRead(database.createUrl(), records, options);

  it('gives back through getBatch what was recorded', async () => {
    const [detail] = await recordedAndRead([everything]);
    const { calls, edges, limits, labels, batchId, startedAtMs, outcome, onError, totals } = everything;
    const { callCount, retryCount, makespanUs, sequentialUs, idealMakespanUs, criticalPathUs } = totals;
    const { queueWaitUs, backoffUs, wastedUs, maxInFlight, abandonedCount, attemptCount } = totals;
    expect(detail).toEqual({
      ...{ batchId, startedAtMs, outcome, onError, labels, limits, edges },
      ...{ callCount, retryCount, makespanUs, sequentialUs, idealMakespanUs, criticalPathUs },
      ...{ queueWaitUs, backoffUs, wastedUs, maxInFlight, abandonedCount, attemptCount },
      failedCount: 2,
      speedup: sequentialUs / makespanUs,
      // Tools of one write are numbered by name.
      slowest: { toolId: 2, toolName: 'search', color: expect.any(Number), runUs: 2000 },
      missed: null,
      isSampled: true,
      path: attribute(calls, edges).parts.map((part) => expect.objectContaining(part)),
      calls: calls.map(({ priority: _, pathUs: __, ...call }, index) => ({
        ...call,
        toolId: [2, 1, 2][index],
        color: expect.any(Number),
        inputBytes: 9,
        outputBytes: 6,
        args: null,
        output: null,
      })),
    });
  });

  it('gives back the record that simulate() replays, whole', async () => {
    const calls = [
      buildCall({ seq: 1, availableUs: 40, readyUs: 40, priority: 1.5, pathUs: 1234.5, chunk: 0 }),
      buildCall({ seq: 2, attempts: [buildAttempt(), buildAttempt({ attempt: 2, startUs: 600, hedge: true })] }),
      buildCall({ seq: 3, attempts: [], source: 'cache', waits: [{ cause: 'shared', startUs: 0, endUs: 7 }] }),
      // A cause that this version does not know.
      buildCall({ seq: 4, waits: [{ cause: 'moon-phase' as never, startUs: 0, endUs: 100 }] }),
    ];
    const records = [
      everything,
      buildRecord({ calls, parallel: false, open: true }),
      buildRecord({ calls, parallel: true, open: false, totals: { ...buildRecord().totals, hedgeCount: 1 } }),
    ];
    const url = database.createUrl();
    const recorder = recorderFor(url);
    for (const record of records) recorder.record(record, buildPayload(record));
    await recorder.close();
    const metrics = openMetrics({ url });
    expect(await Promise.all(records.map(({ batchId }) => metrics.getRecord(batchId)))).toEqual(records);
    expect(await metrics.getRecord('nobody')).toBeNull();
    await metrics.close();
  });

  it('replays a batch of a real executor from the database as from memory', async () => {
    const url = database.createUrl();
    const recorder = recorderFor(url);
    const clock = createManualClock();
    const tools = ['a', 'b'].map((name, index) =>
      defineTool({
        name,
        maxConcurrency: 2,
        execute: () => new Promise((resolve) => clock.setTimer(10 * (index + 1), () => resolve(name))),
      }),
    );
    const executor = createExecutor({ tools, recorder, clock, maxConcurrency: 3 });
    const calls = Array.from({ length: 9 }, (_, index) => ({
      id: `c${index}`,
      name: index % 3 === 0 ? 'b' : 'a',
      args: {},
      ...(index > 6 && { dependsOn: [`c${index - 7}`], priority: index }),
    }));
    const { record } = (await clock.runUntil(executor.execute(calls))) as BatchResult;
    await recorder.close();
    const metrics = openMetrics({ url });
    const stored = await metrics.getRecord(record.batchId);
    expect(stored).toEqual(record);
    for (const maxConcurrency of [1, 3, 8]) {
      expect(simulate(stored as BatchRecord, { maxConcurrency })).toEqual(simulate(record, { maxConcurrency }));
    }
    await metrics.close();
  });

  it('gives back any number of random batches', async () => {
    const records = randomHistory(7, 200, 1_760_000_000_000);
    const details = await recordedAndRead(records);
    expect(details.map((detail) => detail?.calls.map(({ attempts }) => attempts))).toEqual(
      records.map(({ calls }) => calls.map(({ attempts }) => attempts)),
    );
  });

  it('stores a batch without calls', async () => {
    const [detail] = await recordedAndRead([buildRecord({ calls: [] })]);
    expect(detail).toMatchObject({ callCount: 0, calls: [], slowest: null, speedup: null });
  });

  it('keeps arguments and outputs only when told to', async () => {
    const [sizes] = await recordedAndRead([buildRecord()]);
    const [none] = await recordedAndRead([buildRecord()], { capture: 'none' });
    const [full] = await recordedAndRead([buildRecord()], { capture: 'full' });
    expect(sizes?.calls[0]).toMatchObject({ inputBytes: 9, outputBytes: 6, args: null, output: null });
    expect(none?.calls[0]).toMatchObject({ inputBytes: null, outputBytes: null, args: null, output: null });
    expect(full?.calls[0]).toMatchObject({ inputBytes: 9, outputBytes: 6, args: '{"q":"x"}', output: '"done"' });
  });

  it('stores a batch once, however often and by whomever it is recorded', async () => {
    const url = database.createUrl();
    const metrics = openMetrics({ url });
    for (let round = 0; round < 2; round += 1) {
      const recorder = recorderFor(url);
      recorder.record(everything, buildPayload(everything));
      await recorder.flush();
      recorder.record(everything, buildPayload(everything));
      await recorder.close();
      expect(recorder.stats()).toMatchObject({ recordedCount: 2, storedCount: 2, droppedCount: 0 });
    }
    expect(await metrics.getOverview(ALL)).toMatchObject({ batchCount: 1, callCount: 3 });
    expect((await metrics.getToolLatencies(ALL, 10)).rows.map(({ callCount }) => callCount)).toEqual([2, 1]);
    await metrics.close();
  });

  it('does not count as the same what only shares a call id', async () => {
    const records = [buildRecord(), buildRecord()];
    const details = await recordedAndRead(records);
    expect(details.map((detail) => detail?.calls.length)).toEqual([1, 1]);
  });

  it.each([
    ['NUL', 'a\0b', 'a\ufffdb'],
    ['lone surrogates', 'a\ud800', 'a\ufffd'],
    ['__proto__', '__proto__', '__proto__'],
    ['constructor', 'constructor', 'constructor'],
    ['right-to-left text', '\u202eשלום', '\u202eשלום'],
    ['emoji', '👩‍💻🔧', '👩‍💻🔧'],
    ['quotes and SQL', `'"; DROP TABLE batch; --`, `'"; DROP TABLE batch; --`],
    ['what looks like an escape', '\\u0000', '\\u0000'],
    ['nothing at all', '', ''],
    ['10 kB', 'x'.repeat(10_000), `${'x'.repeat(255)}…`],
  ])('stores %s in names, ids, labels and messages', async (_, text, expected) => {
    const call = buildCall({ toolName: text, callId: text, externalId: text, status: 'error', errorMessage: text });
    const [detail] = await recordedAndRead([buildRecord({ calls: [call], labels: { sessionId: text, agent: text } })], {
      maxErrorMessageChars: 256,
    });
    expect(detail?.labels).toEqual({ sessionId: expected, agent: expected });
    expect(detail?.slowest?.toolName).toBe(expected);
    expect(detail?.calls[0]).toMatchObject({
      toolName: expected,
      callId: expected,
      externalId: expected,
      errorMessage: expected,
    });
  });

  it('takes batches before the file exists, also when it is awaited', async () => {
    const url = database.createUrl();
    const recorder = await recorderFor(url);
    const record = buildRecord();
    expect(recorder.record(record, buildPayload(record))).toBeInstanceOf(Promise);
    expect(recorder.databasePath).toBe(locate(url).shown);
    expect(recorder.stats()).toMatchObject({ state: 'open', recordedCount: 1, queuedCount: 1 });
    await recorder.flush();
    expect(recorder.stats()).toMatchObject({ storedCount: 1, queuedCount: 0 });
    await recorder.close();
  });

  it('stores all on close(), which may be called twice', async () => {
    const url = database.createUrl();
    const records = Array.from({ length: 1200 }, () => buildRecord());
    await using recorder = recorderFor(url);
    for (const record of records) recorder.record(record, buildPayload(record));
    await Promise.all([recorder.close(), recorder.close()]);
    expect(recorder.stats()).toMatchObject({ state: 'closed', storedCount: 1200, droppedCount: 0 });
    const metrics = openMetrics({ url });
    expect(await metrics.getStatus()).toMatchObject({ batchCount: 1200 });
    expect(await metrics.getRecorderHealth(1)).toMatchObject({ droppedCount: 0 });
    await metrics.close();
  });

  it('stores the others when one record has another shape, and says so once', async () => {
    const url = database.createUrl();
    const onError = vi.fn();
    const recorder = recorderFor(url, { onError });
    const good = [buildRecord(), buildRecord()];
    const torn = { ...buildRecord(), totals: { ...buildRecord().totals, makespanUs: Number.NaN } };
    for (const record of [good[0], torn, good[1]]) recorder.record(record!, buildPayload(record!));
    recorder.record(null as never, null as never);
    await recorder.close();
    expect(recorder.stats()).toMatchObject({ recordedCount: 4, storedCount: 2, droppedCount: 2 });
    expect(onError).toHaveBeenCalledOnce();
    expect(onError.mock.calls[0]?.[0]).toMatchObject({ name: 'RecorderError', code: 'BATCH_REJECTED' });
    const metrics = openMetrics({ url });
    expect(await metrics.getStatus()).toMatchObject({ batchCount: 2 });
    expect(await metrics.getRecorderHealth(1)).toMatchObject({ droppedCount: 2 });
    await metrics.close();
  });

  it('records into one file from two recorders at once, from its very creation', async () => {
    const url = database.createUrl();
    const recorders = [recorderFor(url), recorderFor(url), recorderFor(url)];
    for (let round = 0; round < 20; round += 1) {
      for (const recorder of recorders) {
        const record = buildRecord();
        recorder.record(record, buildPayload(record));
      }
      await recorders[round % 3]?.flush();
    }
    await Promise.all(recorders.map((recorder) => recorder.close()));
    const metrics = openMetrics({ url });
    expect(await metrics.getStatus()).toMatchObject({
      batchCount: 60,
      schemaVersion: MIGRATIONS[database.provider].length,
    });
    expect(await metrics.getRecorderHealth(1)).toMatchObject({ droppedCount: 0 });
    await metrics.close();
  });
});

describe('while another process holds the lock', () => {
  async function lockedWorld(options: RecorderOptions = {}) {
    const file = temporaryFile();
    const url = `file:${file}`;
    const first = recorderFor(url);
    const record = buildRecord();
    first.record(record, buildPayload(record));
    await first.close();
    return { recorder: recorderFor(url, options), lock: await holdLock(file), url };
  }

  it('lets the event loop turn, and stores the batch when the lock is gone', async () => {
    const { recorder, lock, url } = await lockedWorld();
    const record = buildRecord();
    recorder.record(record, buildPayload(record));
    let turns = 0;
    while (recorder.stats().retryCount === 0) {
      await new Promise((resolve) => setTimeout(resolve, 1));
      turns += 1;
    }
    // A thread that waits for the lock turns its loop once, when SQLite gives up.
    expect(turns).toBeGreaterThan(5);
    expect(recorder.stats()).toMatchObject({ storedCount: 0, droppedCount: 0, queuedCount: 1 });
    await lock.release();
    await recorder.close();
    expect(recorder.stats()).toMatchObject({ storedCount: 1, droppedCount: 0 });
    const metrics = openMetrics({ url });
    expect(await metrics.getBatch(record.batchId)).not.toBeNull();
    await metrics.close();
  });

  it('still reads', async () => {
    const { lock, url } = await lockedWorld();
    const metrics = openMetrics({ url });
    expect(await metrics.getStatus()).toMatchObject({ batchCount: 1 });
    await metrics.close();
    await lock.release();
  });

  it('drops what does not fit, ends flush() and close() in time, and reports each once', async () => {
    const onError = vi.fn();
    const { recorder, lock } = await lockedWorld({ maxQueuedBatches: 2, onError });
    for (let index = 0; index < 5; index += 1) recorder.record(buildRecord(), { calls: [], results: [] });
    await recorder.flush({ timeoutMs: 1 });
    expect(recorder.stats()).toMatchObject({ storedCount: 0, queuedCount: 2 });
    await recorder.close({ timeoutMs: 1 });
    expect(recorder.stats()).toMatchObject({ recordedCount: 5, storedCount: 0, droppedCount: 5, queuedCount: 0 });
    const codes = onError.mock.calls.map(([error]) => error.code);
    expect(codes).toContain('BATCHES_DROPPED');
    expect(new Set(codes).size).toBe(codes.length);
    await lock.release();
  });
});
