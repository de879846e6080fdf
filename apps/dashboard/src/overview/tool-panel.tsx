import { attempt, getOverview, getToolLatencies, getToolTrends } from '@/data/metrics';
import type { ResolvedRange } from '@/lib/range';
import { SortableTable } from '@/table/sortable-table';
import { TableTools } from '@/table/table-tools';
import { Panel } from '@/ui/panel';
import { PanelProblem } from '@/ui/panel-problem';
import { prepareToolTable, TOOL_TABLE_ROWS, toolsShown } from './prepare-tool-table';

export const TOOL_TITLE = 'Every tool';

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
  if (tools.rows.length === 0) {
    return (
      <Panel title={TOOL_TITLE}>
        <p className="note">No calls in this range.</p>
      </Panel>
    );
  }
  const model = prepareToolTable(tools.rows, { trends, bucketMs: range.bucketMs, toolUrl });
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
