import type { ToolLatency, ToolTrend } from '@parallel-tools/metrics/queries';
import { formatCount, formatCounted, formatDuration, formatPercent, formatWholePercent } from '@/lib/format';
import { bucketLabel } from '@/lib/range';
import { numberColumn, type TableModel, textCell, wordColumn } from '@/table/table-model';

/** Rows shown before "show all". */
export const TOOL_TABLE_ROWS = 12;

// From here on a call waits for a slot of the tool more of the range than not.
const HIGH_SATURATION = 0.5;

interface ToolTableOptions {
  readonly trends: readonly ToolTrend[];
  /** Ids of tools known to have no limit of their own. */
  readonly unlimited: ReadonlySet<number>;
  readonly bucketMs: number;
  readonly toolUrl: (toolName: string) => string;
}

/** Every tool of a range, most calls first; what stands out in its column is bold. */
export function prepareToolTable(tools: readonly ToolLatency[], options: ToolTableOptions): TableModel {
  const trendById = new Map(options.trends.map((trend) => [trend.toolId, trend]));
  const worst = worstOf(tools);
  return {
    id: 'tools',
    caption: 'Every tool: calls, failures, times, cache and limits',
    columns: [
      wordColumn('tool', 'Tool'),
      numberColumn('calls', 'Calls', 'tablet'),
      numberColumn('failureRatio', 'Failed'),
      numberColumn('timeouts', 'Timeouts', 'desk'),
      numberColumn('retries', 'Retries', 'desk'),
      numberColumn('runP50Us', 'Run p50', 'wide'),
      numberColumn('runP95Us', 'Run p95'),
      numberColumn('runP99Us', 'Run p99', 'wide'),
      numberColumn('waitP95Us', 'Wait p95'),
      numberColumn('cacheHitRatio', 'Cache hits', 'wide'),
      numberColumn('saturation', 'Limit full', 'desk'),
      {
        ...wordColumn('runP95UsOverTime', `Run p95 by ${bucketLabel(options.bucketMs)}, axis from 0`, 'wide'),
        isSortable: false,
      },
    ],
    sort: { column: 'calls', isDescending: true },
    rows: tools.map((tool) => ({
      key: String(tool.toolId),
      cells: [
        textCell(tool.toolName, tool.toolName, {
          view: { kind: 'tool', color: tool.color, toolName: tool.toolName, url: options.toolUrl(tool.toolName) },
          phoneNote: formatCounted(tool.callCount, 'call'),
        }),
        textCell(formatCount(tool.callCount), tool.callCount),
        textCell(formatPercent(tool.failedCount, tool.callCount), ratio(tool.failedCount, tool.callCount), {
          isStrong: tool === worst.failing,
        }),
        textCell(formatCount(tool.timeoutCount), tool.timeoutCount),
        textCell(formatCount(tool.retryCount), tool.retryCount),
        textCell(formatDuration(tool.runP50Us), tool.runP50Us),
        textCell(formatDuration(tool.runP95Us), tool.runP95Us, { isStrong: tool === worst.slow }),
        textCell(formatDuration(tool.runP99Us), tool.runP99Us),
        textCell(formatDuration(tool.waitP95Us), tool.waitP95Us, { isStrong: tool === worst.waiting }),
        textCell(
          tool.cacheHitCount === 0 ? '—' : formatPercent(tool.cacheHitCount, tool.callCount),
          ratio(tool.cacheHitCount, tool.callCount),
        ),
        saturationCell(tool.saturation, options.unlimited.has(tool.toolId)),
        trendCell(trendById.get(tool.toolId)),
      ],
    })),
  };
}

function ratio(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole;
}

function saturationCell(saturation: number | null, isUnlimited: boolean) {
  if (isUnlimited) return textCell('no limit', null, { isMuted: true });
  if (saturation === null) return textCell('—', null);
  return textCell(formatWholePercent(saturation, 1), saturation, {
    view: { kind: 'share', share: saturation, isHigh: saturation >= HIGH_SATURATION },
  });
}

function trendCell(trend: ToolTrend | undefined) {
  const values = trend?.buckets.map((bucket) => bucket.runP95Us) ?? [];
  const samples = values.filter((value) => value !== null);
  if (samples.length === 0) return textCell('—', null);
  const text = `from ${formatDuration(Math.min(...samples))} to ${formatDuration(Math.max(...samples))}`;
  return textCell(text, values.map((value) => value ?? '').join(' '), { view: { kind: 'trend', values } });
}

/** Of each column to look at, the tool with the greatest value. */
function worstOf(tools: readonly ToolLatency[]) {
  const greatest = (measure: (tool: ToolLatency) => number) =>
    tools.reduce<ToolLatency | null>((found, tool) => {
      const value = measure(tool);
      return value > (found === null ? 0 : measure(found)) ? tool : found;
    }, null);
  return {
    failing: greatest((tool) => ratio(tool.failedCount, tool.callCount) ?? 0),
    slow: greatest((tool) => tool.runP95Us ?? 0),
    waiting: greatest((tool) => tool.waitP95Us ?? 0),
  };
}

/** "12 of 31 tools · 9,412 calls". */
export function toolsShown(shownCount: number, totalCount: number, callCount: number): string {
  const noun = totalCount === 1 ? 'tool' : 'tools';
  return `${formatCount(shownCount)} of ${formatCount(totalCount)} ${noun} · ${formatCounted(callCount, 'call')}`;
}
