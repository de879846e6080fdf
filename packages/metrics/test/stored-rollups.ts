import { BATCH_CELL } from '../src/rollups/batch-cell.js';
import type { CellShape } from '../src/rollups/cell.js';
import { TOOL_CELL } from '../src/rollups/tool-cell.js';
import { locate } from '../src/store/location.js';
import { openStoreForReading } from '../src/store/open-store.js';
import { type ReadStore, type SqlValue, sql } from '../src/store/store.js';
import type { Truth } from './rollup-truth.js';

type Row = Readonly<Record<string, SqlValue>>;

/** What the rollups of a database hold, added up over parts, as {@link Truth}. */
export async function storedRollups(url: string): Promise<Truth> {
  const store = await openStoreForReading(locate(url));
  const truth: Truth = new Map();
  const tools = await store.query<Row>(
    sql`SELECT tool_rollup.*, tool.name FROM tool_rollup JOIN tool ON tool.id = tool_id`,
  );
  for (const row of tools) addRow(truth, row, TOOL_CELL);
  const kinds = await store.query<Row>(
    sql`SELECT batch_rollup.*, batch_kind.key AS name FROM batch_rollup JOIN batch_kind ON batch_kind.id = kind_id`,
  );
  for (const row of kinds) addRow(truth, row, BATCH_CELL);
  await store.close();
  for (const [key, value] of truth) if (value === 0) truth.delete(key);
  return truth;
}

/** All rows of a query. */
export async function rowsOfQuery(url: string, statement: Parameters<ReadStore['query']>[0]): Promise<readonly Row[]> {
  const store = await openStoreForReading(locate(url));
  const rows = await store.query<Row>(statement);
  await store.close();
  return rows;
}

function addRow(truth: Truth, row: Row, { sums, maxima, maps }: CellShape): void {
  const at = `${row.bucket_seconds} ${row.start_ms} ${row.name}`;
  for (const name of sums) truth.set(`${at} ${name}`, (truth.get(`${at} ${name}`) ?? 0) + Number(row[name]));
  for (const name of maxima) {
    truth.set(`${at} ${name}`, Math.max(truth.get(`${at} ${name}`) ?? 0, Number(row[name])));
  }
  for (const name of maps) {
    const flat = JSON.parse(String(row[name])) as readonly (string | number)[];
    for (let index = 0; index < flat.length; index += 2) {
      const key = `${at} ${name} ${flat[index]}`;
      truth.set(key, (truth.get(key) ?? 0) + Number(flat[index + 1]));
    }
  }
}
