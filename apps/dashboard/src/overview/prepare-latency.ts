import type { ToolLatency } from '@parallel-tools/metrics/queries';
import { durationTicks } from '@/charts/axis';
import { displayName } from '@/lib/display-name';
import { formatCount, formatDuration } from '@/lib/format';

/** Most tools drawn; the rest is in the table. */
const MAX_LATENCY_TOOLS = 8;

/** One tool as drawn. The two lengths are stacked: p50, then what is missing to p95. */
export interface LatencyRow {
  /** Identifies the row; a tool's name never does. */
  readonly key: string;
  readonly toolId: number;
  readonly toolName: string;
  readonly p50Us: number;
  readonly beyondP50Us: number;
  readonly p50Label: string;
  readonly p95Label: string;
  readonly callCount: number;
}

export interface LatencyModel {
  readonly name: string;
  readonly rows: readonly LatencyRow[];
  /** "8 of 12 tools shown". */
  readonly shown: string;
  readonly ticks: readonly number[];
}

/** Run time of each tool, slowest p95 first; tools that never ran have none and are left to the table. */
export function prepareLatency(tools: readonly ToolLatency[], totalCount: number): LatencyModel {
  const rows = tools
    .flatMap((tool) =>
      tool.runP50Us === null || tool.runP95Us === null ? [] : [{ tool, p50Us: tool.runP50Us, p95Us: tool.runP95Us }],
    )
    .sort((a, b) => b.p95Us - a.p95Us || a.tool.toolId - b.tool.toolId)
    .slice(0, MAX_LATENCY_TOOLS)
    .map(({ tool, p50Us, p95Us }, index) => ({
      key: `s${index}`,
      toolId: tool.toolId,
      toolName: tool.toolName,
      p50Us,
      beyondP50Us: Math.max(0, p95Us - p50Us),
      p50Label: formatDuration(p50Us),
      p95Label: formatDuration(p95Us),
      callCount: tool.callCount,
    }));
  const slowest = rows[0];
  return {
    name:
      slowest === undefined
        ? 'Run time per tool: no tool ran.'
        : `Run time per tool, ${rows.length} shown: ${displayName(slowest.toolName)} is slowest, p50 ${slowest.p50Label}, p95 ${slowest.p95Label}.`,
    rows,
    shown: `${formatCount(rows.length)} of ${formatCount(totalCount)} ${totalCount === 1 ? 'tool' : 'tools'} shown`,
    ticks: durationTicks(Math.max(1, ...rows.map((row) => row.p50Us + row.beyondP50Us)), 4),
  };
}
