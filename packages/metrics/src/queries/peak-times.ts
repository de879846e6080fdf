import { join, type ReadStore, raw, type Sql, sql } from '../store/store.js';
import { coverRange } from './cover-range.js';
import type { TimeRange } from './types.js';

/** Maxima that the rollups of tools hold. */
export type Peak = 'run_max_us' | 'queue_wait_max_us';

interface Row {
  readonly bucket_seconds: bigint;
  readonly start_ms: bigint;
}

const HOUR_SECONDS = 3600;
const HOUR_MS = HOUR_SECONDS * 1000;
const MINUTE_SECONDS = 60;

/**
 * Where in a range the greatest values are: of `count` minutes with the greatest maxima, each holds one of the values they
 * are the maxima of, so that no other minute holds one of the `count` greatest. First the hours, then the minutes in them.
 *
 * @param toolId - One tool; all of them without.
 * @returns Short ranges, the ends that no minute covers among them; where minutes are pruned, hours.
 */
export async function peakTimes(
  store: ReadStore,
  range: TimeRange,
  peak: Peak,
  count: number,
  toolId: number | undefined,
): Promise<readonly TimeRange[]> {
  const pieces = coverRange(range, HOUR_MS);
  const ends = pieces.filter(({ bucketMs }) => bucketMs === null);
  const covered = pieces.flatMap(({ bucketMs, ...piece }) => (bucketMs === null ? [] : [isIn(bucketMs / 1000, piece)]));
  const found = covered.length === 0 ? [] : await highest(store, covered, peak, count, toolId);
  const hours = found.filter((row) => Number(row.bucket_seconds) === HOUR_SECONDS).map(timeOf);
  if (hours.length === 0) return [...found.map(timeOf), ...ends];
  const within = hours.map((hour) => isIn(MINUTE_SECONDS, hour));
  const [minutes, oldestMs] = await Promise.all([highest(store, within, peak, count, toolId), oldestMinute(store)]);
  const isPruned = (hour: TimeRange) => hour.fromMs < oldestMs;
  const others = found.filter((row) => Number(row.bucket_seconds) !== HOUR_SECONDS).map(timeOf);
  return [...minutes.map(timeOf), ...others, ...hours.filter(isPruned), ...ends];
}

function highest(
  store: ReadStore,
  covered: readonly Sql[],
  peak: Peak,
  count: number,
  toolId: number | undefined,
): Promise<readonly Row[]> {
  const ofTool = toolId === undefined ? raw('1 = 1') : sql`tool_id = ${toolId}`;
  return store.query<Row>(sql`
    SELECT bucket_seconds, start_ms FROM tool_rollup WHERE (${join([...covered], ' OR ')}) AND ${ofTool}
    GROUP BY bucket_seconds, start_ms ORDER BY MAX(${raw(peak)}) DESC LIMIT ${count}`);
}

/** Start of the oldest minute of any tool: minutes are pruned by age. */
async function oldestMinute(store: ReadStore): Promise<number> {
  const [row] = await store.query<{ readonly start_ms: bigint | null }>(
    sql`SELECT MIN(start_ms) AS start_ms FROM tool_rollup WHERE bucket_seconds = ${MINUTE_SECONDS}`,
  );
  return Number(row?.start_ms ?? Number.POSITIVE_INFINITY);
}

function isIn(seconds: number, { fromMs, toMs }: TimeRange): Sql {
  return sql`(bucket_seconds = ${seconds} AND start_ms >= ${BigInt(fromMs)} AND start_ms < ${BigInt(toMs)})`;
}

function timeOf({ bucket_seconds, start_ms }: Row): TimeRange {
  const fromMs = Number(start_ms);
  return { fromMs, toMs: fromMs + Number(bucket_seconds) * 1000 };
}
