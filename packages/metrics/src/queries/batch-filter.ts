import type { BatchOutcome } from '@parallel-tools/executor';
import { join, type ReadStore, type Sql, sql } from '../store/store.js';
import { requireInteger } from './check-range.js';
import { findTool } from './tool-ref.js';

/** Which batches; all that are given must hold. */
export interface BatchFilter {
  /** With a call of this tool. */
  readonly toolName?: string | undefined;
  readonly outcome?: BatchOutcome | undefined;
  readonly sessionId?: string | undefined;
  readonly agent?: string | undefined;
  readonly node?: string | undefined;
  readonly threadId?: string | undefined;
  readonly runId?: string | undefined;
  readonly graph?: string | undefined;
  /** Makespan of at least so many µs. */
  readonly slowerThanUs?: number | undefined;
  /** With a call that ended with this code, of `toolName` where that is given. */
  readonly errorCode?: string | undefined;
  /** With a call that did not end `ok`, of `toolName` where that is given. */
  readonly failedOnly?: boolean | undefined;
  /** The batch's id, session, agent, node, thread, run or graph, or the name of one of its tools begins so, as written. */
  readonly search?: string | undefined;
}

/** Tools whose names begin alike that a search looks for. */
const TOOLS_SEARCHED = 100;

/**
 * A filter as conditions on `batch`.
 *
 * @returns Null when no batch can match.
 * @throws {MetricsError} `INVALID_RANGE`
 */
export async function batchConditions(store: ReadStore, filter: BatchFilter): Promise<readonly Sql[] | null> {
  const { toolName, outcome, sessionId, agent, node, threadId, runId, graph, slowerThanUs, search = '' } = filter;
  if (slowerThanUs !== undefined) requireInteger('filter.slowerThanUs', slowerThanUs, 0);
  const tool = toolName === undefined ? undefined : await findTool(store, toolName);
  if (tool === null) return null;
  return [
    ...(outcome === undefined ? [] : [sql`batch.outcome = ${outcome}`]),
    ...(sessionId === undefined ? [] : [sql`batch.session_id = ${sessionId}`]),
    ...(agent === undefined ? [] : [sql`batch.agent = ${agent}`]),
    ...(node === undefined ? [] : [sql`batch.node = ${node}`]),
    ...(threadId === undefined ? [] : [sql`batch.thread_id = ${threadId}`]),
    ...(runId === undefined ? [] : [sql`batch.run_id = ${runId}`]),
    ...(graph === undefined ? [] : [sql`batch.graph = ${graph}`]),
    ...(slowerThanUs === undefined ? [] : [sql`batch.makespan_us >= ${BigInt(slowerThanUs)}`]),
    ...callConditions(tool?.toolId, filter),
    ...(search === '' ? [] : [await searchCondition(store, search)]),
  ];
}

/**
 * All about the calls must hold of one call. `+ 0` keeps SQLite from walking all calls of a tool for each batch, `LIMIT 1` keeps
 * PostgreSQL from reading all calls there are for a few batches.
 */
function callConditions(toolId: number | undefined, { errorCode, failedOnly = false }: BatchFilter): readonly Sql[] {
  if (toolId === undefined && errorCode === undefined)
    return failedOnly ? [sql`batch.ok_count < batch.call_count`] : [];
  const conditions = [
    sql`one.batch_id = batch.id`,
    ...(toolId === undefined ? [] : [sql`one.tool_id + 0 = ${toolId}`]),
    ...(errorCode === undefined ? [] : [sql`one.error_code = ${errorCode}`]),
    ...(failedOnly ? [sql`one.status <> 'ok'`] : []),
  ];
  return [sql`(SELECT 1 FROM tool_call AS one WHERE ${join(conditions, ' AND ')} LIMIT 1) = 1`];
}

async function searchCondition(store: ReadStore, search: string): Promise<Sql> {
  // `substr` counts characters: `LIKE` takes case and wildcards differently in the two databases.
  const length = [...search].length;
  const begins = (column: Sql) => sql`substr(${column}, 1, ${length}) = ${search}`;
  const columns = [
    sql`batch.id`,
    sql`batch.session_id`,
    sql`batch.agent`,
    sql`batch.node`,
    sql`batch.thread_id`,
    sql`batch.run_id`,
    sql`batch.graph`,
  ];
  const tools = await store.query<{ readonly id: bigint }>(sql`
    SELECT id FROM tool WHERE ${begins(sql`name`)} ORDER BY id LIMIT ${TOOLS_SEARCHED}`);
  const called =
    tools.length === 0
      ? []
      : [
          sql`(SELECT 1 FROM tool_call AS named WHERE named.batch_id = batch.id
            AND named.tool_id + 0 IN (${join(tools.map(({ id }) => Number(id)))}) LIMIT 1) = 1`,
        ];
  return sql`(${join([...columns.map(begins), ...called], ' OR ')})`;
}
