import { attempt, getFailureGroups, listSlowestCalls } from '@/data/metrics';
import { formatCount, formatCounted } from '@/lib/format';
import { SortableTable } from '@/table/sortable-table';
import { TableTools } from '@/table/table-tools';
import { Panel } from '@/ui/panel';
import { PanelProblem } from '@/ui/panel-problem';
import { type CallUrl, prepareFailureTable, prepareSlowestTable } from './prepare-call-tables';
import type { ToolPanelProps } from './tool-panels';

export const TOOL_FAILURE_TITLE = 'What fails?';
export const SLOWEST_TITLE = 'Slowest calls';

const GROUPS_SHOWN = 6;

interface CallPanelProps extends ToolPanelProps {
  readonly callUrl: CallUrl;
  readonly callCount: number;
}

export async function ToolFailurePanel({ toolName, range, callUrl, callCount }: CallPanelProps) {
  const read = await attempt(() => getFailureGroups(toolName, range));
  if (!read.ok) return <PanelProblem title={TOOL_FAILURE_TITLE} problem={read.problem} />;
  const { scannedCount, totalCount, isComplete } = read.value;
  if (scannedCount === 0) {
    return (
      <Panel title={TOOL_FAILURE_TITLE}>
        <p className="note">No failed calls: {formatCounted(callCount, 'call')} in this range ended ok.</p>
      </Panel>
    );
  }
  const model = prepareFailureTable(read.value, callUrl);
  const sub = `${formatCount(scannedCount)} of ${formatCounted(callCount, 'call')}, ${formatCounted(totalCount, 'group')}`;
  return (
    <Panel title={TOOL_FAILURE_TITLE} sub={sub} end={<TableTools model={model} />}>
      <SortableTable model={model} limit={GROUPS_SHOWN} isDense />
      <p className="note mt-[8px]">
        {isComplete ? 'Failures after all retries.' : `Of the newest ${formatCount(scannedCount)} failed calls.`}
      </p>
    </Panel>
  );
}

export async function SlowestPanel({ toolName, range, callUrl, callCount }: CallPanelProps) {
  const read = await attempt(() => listSlowestCalls(toolName, range));
  if (!read.ok) return <PanelProblem title={SLOWEST_TITLE} problem={read.problem} />;
  const model = prepareSlowestTable(read.value, callUrl);
  return (
    <Panel
      title={SLOWEST_TITLE}
      sub={`${formatCount(read.value.length)} of ${formatCount(callCount)}, by run time`}
      end={<TableTools model={model} />}
    >
      {read.value.length === 0 ? (
        <p className="note">No calls in this range.</p>
      ) : (
        <SortableTable model={model} isDense />
      )}
    </Panel>
  );
}
