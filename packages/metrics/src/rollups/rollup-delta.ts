import { attribute, type PathCall } from '@parallel-tools/executor/simulate';
import { addBatch, BATCH_CELL, type BatchCell } from './batch-cell.js';
import { addCell, type Cell, type CellShape, createCell } from './cell.js';
import type { RolledBatch } from './rolled-batch.js';
import { type SessionSums, sessionSums } from './session-sums.js';
import { addPathPart, addToolCalls, TOOL_CELL, type ToolCell } from './tool-cell.js';

/** Lengths of buckets, in s: a minute, an hour, a day of UTC. */
export const BUCKET_SECONDS = Object.freeze([60, 3600, 86_400] as const);

/** A cell, and where it belongs: `name` is that of a tool, or the key of a kind of batches. */
export interface PlacedCell<Placed extends Cell> {
  readonly bucketSeconds: number;
  readonly startMs: number;
  readonly name: string;
  readonly cell: Placed;
}

/** What batches add to the rollups. */
export interface RollupDelta {
  readonly tools: readonly PlacedCell<ToolCell>[];
  readonly kinds: readonly PlacedCell<BatchCell>[];
  readonly sessions: readonly SessionSums[];
}

/**
 * What batches add to the rollups. Each batch must be given once.
 *
 * @param longerSeconds - Lengths of buckets besides minutes.
 */
export function rollupDelta(
  batches: readonly RolledBatch[],
  longerSeconds: readonly number[] = BUCKET_SECONDS.slice(1),
): RollupDelta {
  const tools = createMinutes<ToolCell>(TOOL_CELL, longerSeconds);
  const kinds = createMinutes<BatchCell>(BATCH_CELL, longerSeconds);
  for (const batch of batches) {
    // What the walk does not look at is not there.
    const { parts } = attribute(batch.calls as readonly unknown[] as readonly PathCall[], batch.edges);
    addBatch(kinds.at(batch.startedAtMs, kindKey(batch)), batch, parts);
    for (const [toolName, calls] of Map.groupBy(batch.calls, (call) => call.toolName)) {
      addToolCalls(tools.at(batch.startedAtMs, toolName), calls);
    }
    const toolNames = new Map(batch.calls.map(({ seq, toolName }) => [seq, toolName]));
    for (const part of parts) {
      const toolName = toolNames.get(part.seq);
      if (toolName !== undefined) addPathPart(tools.at(batch.startedAtMs, toolName), part);
    }
  }
  return { tools: tools.cells(), kinds: kinds.cells(), sessions: sessionSums(batches) };
}

/** The key of a kind of batches: JSON text of [graph, agent, node]. */
function kindKey({ graph, agent, node }: Pick<RolledBatch, 'graph' | 'agent' | 'node'>): string {
  return JSON.stringify([graph, agent, node]);
}

/** Adds up cells by minute and name, and minutes to what is longer. */
function createMinutes<Placed extends Cell>(shape: CellShape, longerSeconds: readonly number[]) {
  const minutes = createCells<Placed>(shape, BUCKET_SECONDS[0]);
  return {
    at: minutes.at,
    cells() {
      const all = [...minutes.cells()];
      for (const bucketSeconds of longerSeconds) {
        const longer = createCells<Placed>(shape, bucketSeconds);
        for (const { startMs, name, cell } of minutes.cells()) addCell(shape, longer.at(startMs, name), cell);
        all.push(...longer.cells());
      }
      return all;
    },
  };
}

function createCells<Placed extends Cell>(shape: CellShape, bucketSeconds: number) {
  const byStart = new Map<number, Map<string, PlacedCell<Placed>>>();
  const bucketMs = bucketSeconds * 1000;
  return {
    /** The cell of a time and a name, to be added to. */
    at(atMs: number, name: string): Placed {
      const startMs = Math.floor(atMs / bucketMs) * bucketMs;
      const byName = byStart.get(startMs) ?? new Map<string, PlacedCell<Placed>>();
      byStart.set(startMs, byName);
      const placed = byName.get(name) ?? { bucketSeconds, startMs, name, cell: createCell(shape) as Placed };
      byName.set(name, placed);
      return placed.cell;
    },
    cells: () => [...byStart.values()].flatMap((byName) => [...byName.values()]),
  };
}
