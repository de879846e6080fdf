import type { Columns } from '../store/rows.js';
import { raw, type Sql, sql } from '../store/store.js';
import type { Transaction } from '../store/transaction.js';
import type { JsonDialect } from '../store/write-statements.js';
import { BATCH_CELL } from './batch-cell.js';
import { addCell, type Cell, type CellShape, createCell } from './cell.js';
import { kindIds, toolIds } from './dimension-ids.js';
import type { PlacedCell, RollupDelta } from './rollup-delta.js';
import { addSessions } from './session-statements.js';
import { addAll, parseSums, sumsText } from './sums.js';
import { TOOL_CELL } from './tool-cell.js';

/** Of one row, so that a model that invents codes makes no row huge. */
const MAX_FAILURE_KINDS = 64;

/**
 * Adds to the rollups what batches add to them, in the transaction that inserts the batches. The tools must be there.
 *
 * @param part - Of the rows that are written; this transaction alone may write rows of that part.
 */
export async function addToRollups(
  transaction: Transaction,
  { tools, kinds, sessions }: RollupDelta,
  part: number,
  json: JsonDialect,
): Promise<void> {
  if (kinds.length === 0) return;
  const context = { transaction, part, json };
  if (tools.length > 0) {
    await addCells(context, TOOL_TABLE, tools, await toolIds(transaction, namesOf(tools), json));
  }
  await addCells(context, BATCH_TABLE, kinds, await kindIds(transaction, namesOf(kinds), json));
  await addSessions(transaction, sessions, json);
}

/** One of the two tables of rollups. */
export interface RollupTable {
  readonly name: string;
  readonly idColumn: string;
  readonly shape: CellShape;
}

export const TOOL_TABLE: RollupTable = { name: 'tool_rollup', idColumn: 'tool_id', shape: TOOL_CELL };
export const BATCH_TABLE: RollupTable = { name: 'batch_rollup', idColumn: 'kind_id', shape: BATCH_CELL };

interface Context {
  readonly transaction: Transaction;
  readonly part: number;
  readonly json: JsonDialect;
}

/** Sums and maxima are added up by the database; maps by us, between reading and writing rows that nobody else writes. */
async function addCells(
  { transaction, part, json }: Context,
  table: RollupTable,
  cells: readonly PlacedCell<Cell>[],
  ids: ReadonlyMap<string, number>,
): Promise<void> {
  const { shape } = table;
  const keyed = cellsByKey(shape, cells, ids);
  const keys = [...keyed.values()].map(({ key }) => key);
  const stored = await storedMaps(transaction, table, keys, part, json);
  const rows = [...keyed].map(([text, { key, cell }]) => {
    const before = stored.get(text);
    const maps = shape.maps.map((name) => mergedText(name, cell.maps[name], before?.[name]));
    return [...key, part, ...[...shape.sums, ...shape.maxima].map((name) => cell.numbers[name] ?? 0), ...maps];
  });
  await transaction.execute(upsert(table, JSON.stringify(rows), json));
}

interface KeyedCell {
  readonly key: readonly number[];
  readonly cell: Cell;
}

/** Kinds beyond those that are told apart share an id, and a statement may write a row only once. */
function cellsByKey(
  shape: CellShape,
  cells: readonly PlacedCell<Cell>[],
  ids: ReadonlyMap<string, number>,
): ReadonlyMap<string, KeyedCell> {
  const keyed = new Map<string, KeyedCell>();
  for (const { bucketSeconds, startMs, name, cell } of cells) {
    const key = [bucketSeconds, startMs, ids.get(name) ?? 0];
    const same = keyed.get(key.join(' '));
    keyed.set(key.join(' '), { key, cell: same === undefined ? cell : sumOf(shape, same.cell, cell) });
  }
  return keyed;
}

function sumOf(shape: CellShape, ...cells: readonly Cell[]): Cell {
  const sum = createCell(shape);
  for (const cell of cells) addCell(shape, sum, cell);
  return sum;
}

function mergedText(name: string, added: ReadonlyMap<string | number, number> | undefined, before?: string): string {
  const sums = before === undefined ? new Map<string | number, number>() : parseSums(before);
  if (added !== undefined) addAll(sums, added);
  return sumsText(sums, name === 'failures' ? MAX_FAILURE_KINDS : undefined);
}

/** The maps of rows that are there, by their keys. */
async function storedMaps(
  transaction: Transaction,
  { name, idColumn, shape }: RollupTable,
  keys: readonly (readonly number[])[],
  part: number,
  json: JsonDialect,
): Promise<ReadonlyMap<string, Readonly<Record<string, string>>>> {
  const columns = rollupKeyColumns(idColumn);
  const value = (column: string) => json.value(columns, column);
  const rows = await transaction.query<Record<string, string>>(sql`
    SELECT ${raw(['bucket_seconds', 'start_ms', idColumn, ...shape.maps].map((column) => `stored.${column}`).join(', '))}
    FROM ${json.rows(JSON.stringify(keys))} JOIN ${raw(name)} AS stored
      ON stored.bucket_seconds = ${raw(value('bucket_seconds'))} AND stored.start_ms = ${raw(value('start_ms'))}
      AND stored.${raw(idColumn)} = ${raw(value(idColumn))} AND stored.part = ${part}`);
  return new Map(rows.map((row) => [`${row.bucket_seconds} ${row.start_ms} ${row[idColumn]}`, row]));
}

function upsert(table: RollupTable, rows: string, json: JsonDialect): Sql {
  const { name, idColumn, shape } = table;
  const columns = rollupColumns(table);
  const assignments = [
    ...shape.sums.map((column) => `${column} = ${name}.${column} + excluded.${column}`),
    ...shape.maxima.map((column) => `${column} = ${greater(`${name}.${column}`, `excluded.${column}`)}`),
    ...shape.maps.map((column) => `${column} = excluded.${column}`),
  ];
  return sql`
    INSERT INTO ${raw(`${name} (${columns.names.join(', ')})`)}
    SELECT ${raw(columns.names.map((column) => json.value(columns, column)).join(', '))}
    FROM ${json.rows(rows)} WHERE true
    ON CONFLICT (bucket_seconds, start_ms, ${raw(idColumn)}, part) DO UPDATE SET ${raw(assignments.join(', '))}`;
}

function greater(a: string, b: string): string {
  return `CASE WHEN ${a} > ${b} THEN ${a} ELSE ${b} END`;
}

function rollupKeyColumns(idColumn: string): Columns {
  return { names: ['bucket_seconds', 'start_ms', idColumn], kinds: ['integer', 'bigint', 'integer'] };
}

/** All of a table of rollups. */
export function rollupColumns({ idColumn, shape: { sums, maxima, maps } }: RollupTable): Columns {
  const key = rollupKeyColumns(idColumn);
  const numbers = [...sums, ...maxima];
  return {
    names: [...key.names, 'part', ...numbers, ...maps],
    kinds: [...key.kinds, 'integer', ...numbers.map(() => 'bigint' as const), ...maps.map(() => 'text' as const)],
  };
}

function namesOf(cells: readonly { readonly name: string }[]): readonly string[] {
  return [...new Set(cells.map(({ name }) => name))];
}
