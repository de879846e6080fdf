import type { ToolWaste, Waste, WorkKind } from '@parallel-tools/metrics/queries';
import { formatCount, formatDuration, formatPercent, UNDEFINED_VALUE } from '@/lib/format';
import { numberColumn, type TableModel, textCell, wordColumn } from '@/table/table-model';
import { KIND_WORDS } from './prepare-waste';

/** Where a tool has its page. */
export type ToolUrl = (toolName: string) => string;

const WASTED_KINDS = [
  ['error', 'failedUs'],
  ['timeout', 'timedOutUs'],
  ['hedge', 'hedgeLostUs'],
  ['cancelled', 'cancelledUs'],
  ['discarded', 'discardedUs'],
] as const satisfies readonly (readonly [WorkKind, string])[];

/** Every tool by what of its run time came to nothing, most wasted first. */
export function prepareWasteTable(tools: readonly ToolWaste[], toolUrl: ToolUrl): TableModel {
  return {
    id: 'waste',
    caption: 'Wasted run time by tool',
    columns: [
      wordColumn('tool', 'Tool'),
      numberColumn('wastedUs', 'Wasted'),
      numberColumn('wastedRatio', 'Of its run time'),
      ...WASTED_KINDS.map(([kind, id]) => numberColumn(id, capital(KIND_WORDS[kind].label), 'desk')),
      numberColumn('abandonedAttempts', 'Abandoned', 'tablet'),
      numberColumn('retries', 'Retries', 'tablet'),
      numberColumn('retryCostUs', 'Retry cost', 'wide'),
      numberColumn('savedByCacheUs', 'Saved by cache', 'wide'),
    ],
    sort: { column: 'wastedUs', isDescending: true },
    rows: tools.map((tool) => {
      const { toolId, toolName, color } = tool;
      return {
        key: String(toolId),
        cells: [
          textCell(toolName, toolName, { view: { kind: 'tool', color, toolName, url: toolUrl(toolName) } }),
          durationCell(tool.wastedUs),
          textCell(formatPercent(tool.wastedUs, tool.runUs), tool.runUs === 0 ? null : tool.wastedUs / tool.runUs),
          ...WASTED_KINDS.map(([kind]) => durationCell(usOf(tool, kind))),
          countCell(tool.abandonedCount),
          countCell(tool.retryCount),
          durationCell(tool.retryRunUs + tool.backoffUs),
          tool.cacheHitCount + tool.sharedCount === 0
            ? textCell(UNDEFINED_VALUE, null, { isMuted: true })
            : durationCell(tool.savedUs),
        ],
      };
    }),
  };
}

/** What all run time came to, as an export: the panel draws it. */
export function prepareKindTable({ work, runUs }: Waste): TableModel {
  return {
    id: 'run-time',
    caption: 'Run time by what came of it',
    columns: [wordColumn('kind', 'Kind'), numberColumn('runUs', 'Time'), numberColumn('ratio', 'Share')],
    sort: { column: 'runUs', isDescending: true },
    rows: work.map(({ kind, us }) => ({
      key: kind,
      cells: [
        textCell(KIND_WORDS[kind].label),
        durationCell(us),
        textCell(formatPercent(us, runUs), runUs === 0 ? null : us / runUs),
      ],
    })),
  };
}

function usOf(tool: ToolWaste, kind: WorkKind): number {
  return tool.work.find((part) => part.kind === kind)?.us ?? 0;
}

function durationCell(us: number) {
  return textCell(us === 0 ? '0' : formatDuration(us), us, { isMuted: us === 0 });
}

function countCell(count: number) {
  return textCell(formatCount(count), count, { isMuted: count === 0 });
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
