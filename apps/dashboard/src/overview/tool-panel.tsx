import Link from 'next/link';
import { attempt, getOverview, getToolLatencies } from '@/data/metrics';
import type { ResolvedRange } from '@/lib/range';
import { Panel } from '@/ui/panel';
import { PanelProblem } from '@/ui/panel-problem';
import { ToolName } from '@/ui/tool-name';
import { prepareToolTable, type ToolRow } from './prepare-tool-table';

export const TOOL_TITLE = 'Every tool';

interface ToolPanelProps {
  readonly range: ResolvedRange;
  readonly showAll: boolean;
  /** The same page with all tools. */
  readonly showAllUrl: string;
}

export async function ToolPanel({ range, showAll, showAllUrl }: ToolPanelProps) {
  const read = await attempt(() => Promise.all([getToolLatencies(range), getOverview(range)]));
  if (!read.ok) return <PanelProblem title={TOOL_TITLE} problem={read.problem} />;
  const [tools, overview] = read.value;
  const table = prepareToolTable(tools.rows, tools.totalCount, { showAll, callCount: overview.callCount });
  return (
    <Panel title={TOOL_TITLE} sub={table.shown}>
      {table.rows.length === 0 ? <p className="note">No calls in this range.</p> : <ToolTableView rows={table.rows} />}
      {table.hiddenCount === 0 ? null : (
        <p className="mt-[12px]">
          <Link className="button" href={showAllUrl} scroll={false}>
            Show all {tools.rows.length}
          </Link>
        </p>
      )}
    </Panel>
  );
}

function ToolTableView({ rows }: { readonly rows: readonly ToolRow[] }) {
  return (
    <table>
      <thead>
        <tr>
          <th scope="col">Tool</th>
          <th scope="col" className="number not-phone" aria-sort="descending">
            <span className="font-[600] text-text">Calls</span>
          </th>
          <th scope="col" className="number">
            Failed
          </th>
          <th scope="col" className="number not-phone">
            Timeouts
          </th>
          <th scope="col" className="number not-phone">
            Retries
          </th>
          <th scope="col" className="number wide-only">
            Run p50
          </th>
          <th scope="col" className="number">
            Run p95
          </th>
          <th scope="col" className="number wide-only">
            Run p99
          </th>
          <th scope="col" className="number">
            Wait p95
          </th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.toolId}>
            <th scope="row" className="name-cell">
              <ToolName toolId={row.toolId} toolName={row.toolName} />
              <span className="phone-only note pl-[18px]">{row.countedCalls}</span>
            </th>
            <td className="number not-phone">{row.calls}</td>
            <td className="number">{row.failed}</td>
            <td className="number not-phone">{row.timeouts}</td>
            <td className="number not-phone">{row.retries}</td>
            <td className="number wide-only">{row.runP50}</td>
            <td className="number">{row.runP95}</td>
            <td className="number wide-only">{row.runP99}</td>
            <td className="number">{row.waitP95}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
