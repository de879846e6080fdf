import { describe, expect, it } from 'vitest';
import { createRecorder, type RecorderOptions } from '../src/index.js';
import { sql } from '../src/store/store.js';
import { buildCall, buildPayload, buildRecord } from './build-record.js';
import { DATABASES, needs } from './databases.js';
import { expectNoErrors } from './expect-no-errors.js';
import { rowsOfQuery } from './stored-rollups.js';

describe.each(DATABASES)('a recorder on $name', (database) => {
  needs(database);

  function open(options: RecorderOptions = {}) {
    const url = database.createUrl();
    const recorder = createRecorder({ url, onError: expectNoErrors(), ...options });
    return { url, recorder };
  }

  it('stores values of metrics, whatever their names are', async () => {
    const { url, recorder } = open({ durability: 'commit' });
    const answers = await Promise.all([
      recorder.metric({ sessionId: 's', name: 'tokens', value: 812, unit: 'tokens' }),
      recorder.metric({ name: '__proto__\0\ud800', value: -0.25 }),
    ]);
    expect(answers).toEqual([true, true]);
    await recorder.close();
    const rows = await rowsOfQuery(url, sql`SELECT session_id, name, value, unit FROM metric ORDER BY value`);
    expect(rows).toEqual([
      { session_id: null, name: '__proto__\ufffd\ufffd', value: -0.25, unit: null },
      { session_id: 's', name: 'tokens', value: 812, unit: 'tokens' },
    ]);
  });

  it.each([
    [{ name: '', value: 1 }, 'name must be a text, got '],
    [{ name: 'x', value: Number.NaN }, 'value must be a finite number, got NaN'],
    [{ name: 'x', value: 1, unit: 5 }, 'unit must be a text, got 5'],
  ])('refuses the metric %j', async (metric, message) => {
    const { recorder } = open();
    expect(() => recorder.metric(metric as never)).toThrow(new TypeError(message));
    await recorder.close();
  });

  it('notes which turns could have been one', async () => {
    const { url, recorder } = open();
    const turns = [{ args: { city: 'Paris' } }, { args: { city: 'Rome' } }, { args: { code: 'done' } }];
    const records = turns.map((_, index) => buildRecord({ startedAtMs: index * 1000, labels: { sessionId: 's' } }));
    for (const [index, record] of records.entries()) {
      recorder.record(record, buildPayload(record, turns[index]?.args, 'done'));
    }
    await recorder.close();
    const rows = await rowsOfQuery(url, sql`SELECT missed, missed_batch_id FROM batch ORDER BY started_at_ms`);
    const [first, second] = records;
    expect(rows).toEqual([
      { missed: null, missed_batch_id: null },
      { missed: 'yes', missed_batch_id: first?.batchId },
      { missed: 'no', missed_batch_id: second?.batchId },
    ]);
    const [session] = await rowsOfQuery(url, sql`SELECT missed_count, missed_unknown_count FROM session`);
    expect([Number(session?.missed_count), Number(session?.missed_unknown_count)]).toEqual([1, 0]);
  });

  it('leaves out the calls of batches that sampling does not take, and counts them', async () => {
    const { url, recorder } = open({ sampling: { share: 0, slowMs: 1000 } });
    const [quick, failed] = [buildRecord(), buildRecord({ calls: [buildCall({ status: 'error', errorCode: 'X' })] })];
    for (const record of [quick, failed]) recorder.record(record, buildPayload(record));
    await recorder.close();
    const calls = await rowsOfQuery(url, sql`SELECT batch_id FROM tool_call`);
    expect(calls).toEqual([{ batch_id: failed.batchId }]);
    const [sums] = await rowsOfQuery(
      url,
      sql`SELECT SUM(call_count) AS calls FROM tool_rollup WHERE bucket_seconds = 60`,
    );
    expect(Number(sums?.calls)).toBe(2);
  });

  it('adds hostile names, labels and codes to the rollups as they are, or as they can be stored', async () => {
    const { url, recorder } = open();
    const hostile = [
      'a\0b',
      'lone \ud800',
      '__proto__',
      'constructor',
      '\u202eשלום',
      '👩‍💻',
      `'"; DROP TABLE batch; --`,
      '',
    ];
    const expected = ['a\ufffdb', 'lone \ufffd', ...hostile.slice(2)];
    for (const text of [...hostile, 'x'.repeat(10_000)]) {
      const call = buildCall({ toolName: text, status: 'error', errorCode: text });
      const record = buildRecord({ calls: [call], labels: { sessionId: text, agent: text, node: text, graph: text } });
      recorder.record(record, buildPayload(record));
    }
    await recorder.close();
    const all = [...expected, `${'x'.repeat(255)}…`].sort();
    const tools = await rowsOfQuery(
      url,
      sql`
      SELECT name, failures FROM tool_rollup JOIN tool ON tool.id = tool_id WHERE bucket_seconds = 60`,
    );
    expect(tools.map(({ name }) => name).sort()).toEqual(all);
    for (const { name, failures } of tools) expect(JSON.parse(String(failures))).toEqual([`error/${name}`, 1]);
    const kinds = await rowsOfQuery(
      url,
      sql`
      SELECT graph, agent, node FROM batch_rollup JOIN batch_kind ON batch_kind.id = kind_id WHERE bucket_seconds = 60`,
    );
    expect(kinds.map(({ agent }) => agent).sort()).toEqual(all);
    expect(kinds.every(({ graph, agent, node }) => graph === agent && node === agent)).toBe(true);
    const sessions = await rowsOfQuery(url, sql`SELECT id FROM session`);
    expect(sessions.map(({ id }) => id).sort()).toEqual(all);
  });

  it('tells how it stands with each write, and when it was closed', async () => {
    const { url, recorder } = open({ maxQueuedBatches: 2, onError: () => undefined });
    for (let made = 0; made < 5; made += 1) {
      const record = buildRecord();
      recorder.record(record, buildPayload(record));
    }
    await recorder.close();
    const [row] = await rowsOfQuery(url, sql`SELECT * FROM recorder`);
    expect(row).toMatchObject({ durability: 'memory', dropped: '["BATCHES_DROPPED",3]', last_error_code: null });
    const { dropped_count, stored_count, queued_count, retry_count, closed_at_ms, lag_ms } = row ?? {};
    expect([dropped_count, stored_count, queued_count, retry_count].map(Number)).toEqual([3, 2, 0, 0]);
    expect(Number(closed_at_ms)).toBeGreaterThan(1e12);
    expect(Number(lag_ms)).toBeGreaterThanOrEqual(0);
  });
});
