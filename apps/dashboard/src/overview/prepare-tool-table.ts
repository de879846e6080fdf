import type { ToolLatency } from '@parallel-tools/metrics/queries';
import { formatCount, formatCounted, formatDuration, formatPercent } from '@/lib/format';

/** Rows shown before "show all". */
const TOOL_TABLE_ROWS = 12;

/** One row of the table of tools, as text. */
export interface ToolRow {
  readonly toolId: number;
  readonly toolName: string;
  readonly calls: string;
  /** With its noun. */
  readonly countedCalls: string;
  readonly failed: string;
  readonly timeouts: string;
  readonly retries: string;
  readonly runP50: string;
  readonly runP95: string;
  readonly runP99: string;
  readonly waitP95: string;
}

export interface ToolTable {
  readonly rows: readonly ToolRow[];
  /** "12 of 31 tools · 9,412 calls". */
  readonly shown: string;
  /** Tools left out for now; 0 when all are shown. */
  readonly hiddenCount: number;
}

/** The tools with most calls first, as the query gives them. */
export function prepareToolTable(
  tools: readonly ToolLatency[],
  totalCount: number,
  options: { readonly showAll: boolean; readonly callCount: number },
): ToolTable {
  const shown = options.showAll ? tools : tools.slice(0, TOOL_TABLE_ROWS);
  const noun = totalCount === 1 ? 'tool' : 'tools';
  return {
    rows: shown.map((tool) => ({
      toolId: tool.toolId,
      toolName: tool.toolName,
      calls: formatCount(tool.callCount),
      countedCalls: formatCounted(tool.callCount, 'call'),
      failed: formatPercent(tool.failedCount, tool.callCount),
      timeouts: formatCount(tool.timeoutCount),
      retries: formatCount(tool.retryCount),
      runP50: formatDuration(tool.runP50Us),
      runP95: formatDuration(tool.runP95Us),
      runP99: formatDuration(tool.runP99Us),
      waitP95: formatDuration(tool.waitP95Us),
    })),
    shown: `${formatCount(shown.length)} of ${formatCount(totalCount)} ${noun} · ${formatCounted(options.callCount, 'call')}, most calls first`,
    hiddenCount: tools.length - shown.length,
  };
}
