import { BATCH_CELL, type BatchCell } from '../rollups/batch-cell.js';
import { addCell, type Cell, type CellShape, createCell } from '../rollups/cell.js';
import { type RollupDelta, rollupDelta } from '../rollups/rollup-delta.js';
import { addTo, type Sums } from '../rollups/sums.js';
import { TOOL_CELL, type ToolCell } from '../rollups/tool-cell.js';
import { join, type ReadStore, raw, type Sql, type SqlValue, sql } from '../store/store.js';
import { coverRange, type Piece } from './cover-range.js';
import { type CallsRead, readRolled } from './read-rolled.js';
import { findTool, toolRefs } from './tool-ref.js';
import type { TimeRange, ToolRef } from './types.js';

/** What is read of the rollups. */
export interface CellRequest<Columns> {
  /** Only these are filled. */
  readonly columns: readonly Columns[];
  /** Cells are added up over slots of so many ms, which start at its multiples; null for one over the whole range. */
  readonly slotMs: number | null;
}

/** Cells by start of their slot, epoch ms; by 0 where there is one. */
export type Slots<Placed> = ReadonlyMap<number, Placed>;

/** The cells of one tool. */
export interface ToolSlots {
  readonly tool: ToolRef;
  readonly slots: Slots<ToolCell>;
}

type ColumnOf<Placed extends Cell> = keyof Placed['numbers'] | keyof Placed['maps'];

/** Sums of all batches of a range. */
export async function readBatchCells(
  store: ReadStore,
  range: TimeRange,
  request: CellRequest<ColumnOf<BatchCell>>,
): Promise<Slots<BatchCell>> {
  const table = {
    name: 'batch_rollup',
    id: raw('0'),
    shape: BATCH_CELL,
    where: raw('1 = 1'),
    // Where a makespan went is known from its calls alone.
    callsRead: request.columns.includes('attribution') ? ('all' as const) : ('none' as const),
  };
  const { rolled, rest } = await readPieces<BatchCell>(store, range, table, request);
  const slots = rolled.get(0) ?? new Map<number, BatchCell>();
  for (const { startMs, delta } of rest) {
    for (const { cell } of delta.kinds) addToSlot(slots, startMs, BATCH_CELL, cell);
  }
  return slots;
}

/**
 * Sums of the tools that were called in a range, in no order.
 *
 * @param only - One tool; all of them without.
 */
export async function readToolCells(
  store: ReadStore,
  range: TimeRange,
  request: CellRequest<ColumnOf<ToolCell>>,
  only?: ToolRef,
): Promise<readonly ToolSlots[]> {
  const where = only === undefined ? raw('1 = 1') : sql`tool_id = ${only.toolId}`;
  // A critical path leads through the calls of every tool.
  const needsPath = request.columns.some((column) => column === 'critical_run_us' || column === 'critical_waits');
  const callsRead: CallsRead = only === undefined || needsPath ? 'all' : only.toolId;
  const table = { name: 'tool_rollup', id: raw('tool_id'), shape: TOOL_CELL, where, callsRead };
  const { rolled, rest } = await readPieces<ToolCell>(store, range, table, request);
  const restTools = rest.flatMap(({ delta }) => delta.tools.map(({ name }) => name));
  const refs = only === undefined ? await toolRefs(store, [...rolled.keys()], [...new Set(restTools)]) : [only];
  const refByName = new Map(refs.map((ref) => [ref.toolName, ref]));
  for (const { startMs, delta } of rest) {
    for (const { name, cell } of delta.tools) {
      const ref = refByName.get(name);
      if (ref === undefined) continue;
      const slots = rolled.get(ref.toolId) ?? new Map<number, ToolCell>();
      rolled.set(ref.toolId, slots);
      addToSlot(slots, startMs, TOOL_CELL, cell);
    }
  }
  return refs.flatMap((tool) => {
    const slots = rolled.get(tool.toolId);
    return slots === undefined ? [] : [{ tool, slots }];
  });
}

/** The same of one tool; nothing for one that was never called. */
export async function readToolSlots(
  store: ReadStore,
  toolName: string,
  range: TimeRange,
  request: CellRequest<ColumnOf<ToolCell>>,
): Promise<Slots<ToolCell>> {
  const tool = await findTool(store, toolName);
  if (tool === null) return new Map();
  const [found] = await readToolCells(store, range, request, tool);
  return found?.slots ?? new Map();
}

interface CellTable {
  readonly name: string;
  readonly id: Sql;
  readonly shape: CellShape;
  readonly where: Sql;
  /** For what no bucket covers. */
  readonly callsRead: CallsRead;
}

type Row = Readonly<Record<string, SqlValue>>;

async function readPieces<Placed extends Cell>(
  store: ReadStore,
  range: TimeRange,
  table: CellTable,
  { columns, slotMs }: CellRequest<ColumnOf<Placed>>,
): Promise<{
  readonly rolled: Map<number, Map<number, Placed>>;
  readonly rest: readonly { readonly startMs: number; readonly delta: RollupDelta }[];
}> {
  const pieces = coverRange(range, slotMs);
  const buckets = pieces.filter(({ bucketMs }) => bucketMs !== null);
  const [rows, ...rest] = await Promise.all([
    buckets.length === 0 ? [] : store.query<Row>(rollupSql(table, buckets, columns.map(String), slotMs)),
    ...pieces
      .filter(({ bucketMs }) => bucketMs === null)
      .map((piece) => readRest(store, piece, slotMs, table.callsRead)),
  ]);
  const rolled = new Map<number, Map<number, Placed>>();
  for (const row of rows) {
    const slots = rolled.get(Number(row.id)) ?? new Map<number, Placed>();
    rolled.set(Number(row.id), slots);
    slots.set(Number(row.slot) * (slotMs ?? 0), cellOf(table.shape, columns.map(String), row) as Placed);
  }
  return { rolled, rest: rest.flat() };
}

/** `string_agg` of JSON arrays, so that what is added up here comes as few rows. */
function rollupSql(
  { name, id, shape, where }: CellTable,
  pieces: readonly Piece[],
  columns: readonly string[],
  slotMs: number | null,
): Sql {
  const slot = slotMs === null ? raw('0') : sql`start_ms / ${BigInt(slotMs)}`;
  const isCovered = pieces.map(
    ({ fromMs, toMs, bucketMs }) =>
      sql`(bucket_seconds = ${(bucketMs ?? 0) / 1000} AND start_ms >= ${BigInt(fromMs)} AND start_ms < ${BigInt(toMs)})`,
  );
  const values = columns.map((column) => {
    if (shape.maps.includes(column)) return `'[' || string_agg(${column}, ',') || ']' AS ${column}`;
    return `${shape.maxima.includes(column) ? 'MAX' : 'SUM'}(${column}) AS ${column}`;
  });
  return sql`
    SELECT ${id} AS id, ${slot} AS slot, ${raw(values.join(', '))}
    FROM ${raw(name)} WHERE (${join(isCovered, ' OR ')}) AND ${where}
    GROUP BY 1, 2`;
}

function cellOf(shape: CellShape, columns: readonly string[], row: Row): Cell {
  const cell = createCell(shape);
  for (const column of columns) {
    const sums = cell.maps[column];
    if (sums === undefined) cell.numbers[column] = Number(row[column]);
    else addTexts(sums, String(row[column]));
  }
  return cell;
}

function addTexts(sums: Sums, text: string): void {
  for (const flat of JSON.parse(text) as (string | number)[][]) {
    for (let index = 0; index + 1 < flat.length; index += 2) addTo(sums, flat[index] ?? '', Number(flat[index + 1]));
  }
}

async function readRest(store: ReadStore, piece: TimeRange, slotMs: number | null, callsRead: CallsRead) {
  const batches = await readRolled(store, piece, callsRead);
  const bySlot = Map.groupBy(batches, ({ startedAtMs }) =>
    slotMs === null ? 0 : Math.floor(startedAtMs / slotMs) * slotMs,
  );
  return [...bySlot].map(([startMs, group]) => ({ startMs, delta: rollupDelta(group, []) }));
}

function addToSlot<Placed extends Cell>(
  slots: Map<number, Placed>,
  startMs: number,
  shape: CellShape,
  cell: Placed,
): void {
  const sum = slots.get(startMs) ?? (createCell(shape) as Placed);
  slots.set(startMs, sum);
  addCell(shape, sum, cell);
}
