import { LatencyChart } from '@/charts/latency-chart';
import { attempt, getToolLatencies } from '@/data/metrics';
import { displayName } from '@/lib/display-name';
import { formatCount } from '@/lib/format';
import type { ResolvedRange } from '@/lib/range';
import { DataTable } from '@/ui/data-table';
import { EmptyNote } from '@/ui/empty-note';
import { Panel } from '@/ui/panel';
import { PanelProblem } from '@/ui/panel-problem';
import { prepareLatency } from './prepare-latency';

export const LATENCY_TITLE = 'Which tool is slow?';

export async function LatencyPanel({ range }: { readonly range: ResolvedRange }) {
  const read = await attempt(() => getToolLatencies(range));
  if (!read.ok) return <PanelProblem title={LATENCY_TITLE} problem={read.problem} />;
  const model = prepareLatency(read.value.rows, read.value.totalCount);
  return (
    <Panel title={LATENCY_TITLE} sub={`run time, ${model.shown}`} end={<LatencyLegend />}>
      {model.rows.length === 0 ? (
        <EmptyNote>No tool ran in this range.</EmptyNote>
      ) : (
        <>
          <LatencyChart model={model} />
          <DataTable
            caption={model.name}
            head={['Tool', 'Run p50', 'Run p95', 'Calls']}
            rows={model.rows.map((row) => [
              displayName(row.toolName),
              row.p50Label,
              row.p95Label,
              formatCount(row.callCount),
            ])}
          />
        </>
      )}
    </Panel>
  );
}

function LatencyLegend() {
  return (
    <div className="legend">
      <span>
        <svg width="16" height="10" aria-hidden="true">
          <rect width="16" height="10" fill="var(--muted)" />
        </svg>
        p50
      </span>
      <span>
        <svg width="16" height="10" aria-hidden="true">
          <rect width="16" height="10" fill="var(--muted)" opacity="0.28" />
          <rect x="14" width="2" height="10" fill="var(--muted)" />
        </svg>
        p95
      </span>
    </div>
  );
}
