import { ATTEMPT_COLUMNS, BATCH_COLUMNS, CALL_COLUMNS, type Columns, METRIC_COLUMNS } from './rows.js';
import { join, type ReadStore, type RecorderRow, raw, type SqlValue, type Store, sql } from './store.js';

/** How many batches, or values of metrics, were read, and how many of them were not there yet. */
export interface Copied {
  readonly count: number;
  readonly newCount: number;
}

/** Few enough to hold the lock only for moments. */
const COPIED_AT_ONCE = 200;

type Row = Readonly<Record<string, SqlValue>>;

/**
 * Copies batches with their calls and attempts, and values of metrics, from one database to another, of either kind. What is
 * there already stays; what is added is added to the rollups. May be broken off and begun again.
 *
 * @param recorder - Under which the copying is noted.
 * @throws {StoreError}
 */
export async function copy(
  from: ReadStore,
  to: Store,
  recorder: RecorderRow,
): Promise<{ readonly batches: Copied; readonly metrics: Copied }> {
  return { batches: await copyBatches(from, to, recorder), metrics: await copyMetrics(from, to, recorder) };
}

async function copyBatches(from: ReadStore, to: Store, recorder: RecorderRow): Promise<Copied> {
  let after = { startedAtMs: -1n, id: '' };
  for (let count = 0, newCount = 0; ; ) {
    const batches = await from.query<Row>(sql`
      SELECT ${raw(BATCH_COLUMNS.names.join(', '))} FROM batch
      WHERE (started_at_ms, id) > (${after.startedAtMs}, ${after.id})
      ORDER BY started_at_ms, id LIMIT ${COPIED_AT_ONCE}`);
    const last = batches.at(-1);
    if (last === undefined) return { count, newCount };
    const ids = join(batches.map(({ id }) => id));
    const children = (table: string, columns: Columns) =>
      from.query<Row>(sql`
      SELECT ${raw(columns.names.map((name) => (name === 'tool_name' ? 'tool.name AS tool_name' : `${table}.${name}`)).join(', '))}
      FROM ${raw(table)} JOIN tool ON tool.id = ${raw(table)}.tool_id
      WHERE batch_id IN (${ids}) ORDER BY batch_id, seq`);
    const { batchCount } = await to.write(
      {
        ...NOTHING,
        batches: rowsText(
          BATCH_COLUMNS,
          batches.map((batch) => ({ ...batch, rolled_up: true })),
        ),
        calls: rowsText(CALL_COLUMNS, await children('tool_call', CALL_COLUMNS)),
        attempts: rowsText(ATTEMPT_COLUMNS, await children('attempt', ATTEMPT_COLUMNS)),
      },
      recorder,
    );
    count += batches.length;
    newCount += batchCount;
    after = { startedAtMs: BigInt(String(last.started_at_ms)), id: String(last.id) };
  }
}

async function copyMetrics(from: ReadStore, to: Store, recorder: RecorderRow): Promise<Copied> {
  let afterId = '';
  for (let count = 0, newCount = 0; ; ) {
    const metrics = await from.query<Row>(sql`
      SELECT ${raw(METRIC_COLUMNS.names.join(', '))} FROM metric
      WHERE id > ${afterId} ORDER BY id LIMIT ${COPIED_AT_ONCE}`);
    if (metrics.length === 0) return { count, newCount };
    const { metricCount } = await to.write({ ...NOTHING, metrics: rowsText(METRIC_COLUMNS, metrics) }, recorder);
    count += metrics.length;
    newCount += metricCount;
    afterId = String(metrics.at(-1)?.id);
  }
}

const NOTHING = Object.freeze({
  batches: '[]',
  calls: '[]',
  attempts: '[]',
  omittedCalls: '[]',
  omittedAttempts: '[]',
  metrics: '[]',
});

function rowsText({ names }: Columns, rows: readonly Row[]): string {
  // Integers of a database are bigint; those of batches are safe as numbers.
  return JSON.stringify(
    rows.map((row) => names.map((name) => (typeof row[name] === 'bigint' ? Number(row[name]) : row[name]))),
  );
}
