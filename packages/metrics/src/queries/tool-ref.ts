import { join, type ReadStore, sql } from '../store/store.js';
import type { ToolRef } from './types.js';

interface ToolRow {
  readonly id: bigint;
  readonly name: string;
  readonly color: bigint | null;
}

/** A tool as shown. */
export function toolRef(toolId: bigint | number, toolName: string, color: bigint | number | null): ToolRef {
  return { toolId: Number(toolId), toolName, color: color === null ? null : Number(color) };
}

/** @returns Null for a tool that was never called. */
export async function findTool(store: ReadStore, toolName: string): Promise<ToolRef | null> {
  const [ref] = await toolRefs(store, [], [toolName]);
  return ref ?? null;
}

/** The tools with one of these ids or names, in the order they were first seen. */
export async function toolRefs(
  store: ReadStore,
  ids: readonly number[],
  names: readonly string[],
): Promise<readonly ToolRef[]> {
  const conditions = [
    ...(ids.length === 0 ? [] : [sql`id IN (${join([...ids])})`]),
    ...(names.length === 0 ? [] : [sql`name IN (${join([...names])})`]),
  ];
  if (conditions.length === 0) return [];
  const rows = await store.query<ToolRow>(sql`
    SELECT id, name, color FROM tool WHERE ${join(conditions, ' OR ')} ORDER BY id`);
  return rows.map(({ id, name, color }) => toolRef(id, name, color));
}
