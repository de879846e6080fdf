import type { ToolLatency } from '@parallel-tools/metrics/queries';
import { attempt, getNewestLimit, getOverview, getToolLatencies, getToolTrends } from '@/data/metrics';
import type { ResolvedRange } from '@/lib/range';
import { SortableTable } from '@/table/sortable-table';
import { TableTools } from '@/table/table-tools';
import { Panel } from '@/ui/panel';
import { PanelProblem } from '@/ui/panel-problem';
import { prepareToolTable, TOOL_TABLE_ROWS, toolsShown } from './prepare-tool-table';

export const TOOL_TITLE = 'Every tool';

const MAX_LIMITS_ASKED = 50;

interface ToolPanelProps {
  readonly range: ResolvedRange;
  readonly toolUrl: (toolName: string) => string;
  /** The page is about tools: none is behind a button. */
  readonly isWhole?: boolean;
}

export async function ToolPanel({ range, toolUrl, isWhole = false }: ToolPanelProps) {
  const read = await attempt(() => Promise.all([getToolLatencies(range), getOverview(range), getToolTrends(range)]));
  if (!read.ok) return <PanelProblem title={TOOL_TITLE} problem={read.problem} />;
  const [tools, overview, trends] = read.value;
  const unlimited = await attempt(() => unlimitedTools(tools.rows));
  if (tools.rows.length === 0) {
    return (
      <Panel title={TOOL_TITLE}>
        <p className="note">No calls in this range.</p>
      </Panel>
    );
  }
  const model = prepareToolTable(tools.rows, {
    trends,
    unlimited: unlimited.ok ? unlimited.value : new Set(),
    bucketMs: range.bucketMs,
    toolUrl,
  });
  return (
    <Panel
      title={TOOL_TITLE}
      sub={toolsShown(tools.rows.length, tools.totalCount, overview.callCount)}
      end={<TableTools model={model} />}
    >
      <SortableTable model={model} {...(isWhole ? {} : { limit: TOOL_TABLE_ROWS })} />
    </Panel>
  );
}

/** Ids of the tools that have no limit of their own. Each is a question: of the tools called most. */
async function unlimitedTools(tools: readonly ToolLatency[]): Promise<ReadonlySet<number>> {
  const asked = tools.filter(({ saturation }) => saturation === 0).slice(0, MAX_LIMITS_ASKED);
  const limits = await Promise.all(asked.map(({ toolName }) => getNewestLimit(toolName)));
  return new Set(asked.filter((_, index) => limits[index] === null).map(({ toolId }) => toolId));
}
