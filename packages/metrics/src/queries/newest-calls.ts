import type { CallStatus } from '@parallel-tools/executor';
import { join, raw, type Sql, sql } from '../store/store.js';
import type { TimeRange } from './types.js';

/** What is asked of the newest calls. */
export interface NewestCalls {
  /** Of these. */
  readonly statuses: readonly CallStatus[];
  /** Of one tool; of all without. */
  readonly toolId: number | undefined;
  readonly range: TimeRange;
  /** Of each status. */
  readonly limit: number;
}

/**
 * A table of the newest calls of each status, one walk along an index for each: `ORDER BY` over several would sort them all.
 *
 * @param columns - Constants of ours, never values.
 */
export function newestCalls(columns: readonly string[], { statuses, toolId, range, limit }: NewestCalls): Sql {
  const names = raw(columns.join(', '));
  const ofTool = toolId === undefined ? raw('1 = 1') : sql`tool_id = ${toolId}`;
  const walks = statuses.map(
    (status) => sql`
      SELECT * FROM (
        SELECT ${names} FROM tool_call
        WHERE ${ofTool} AND status = ${status}
          AND batch_started_at_ms >= ${BigInt(range.fromMs)} AND batch_started_at_ms < ${BigInt(range.toMs)}
        ORDER BY batch_started_at_ms DESC LIMIT ${limit}
      ) AS walk`,
  );
  return join(walks, ' UNION ALL ');
}
