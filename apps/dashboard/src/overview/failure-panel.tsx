import { FailureChart } from '@/charts/failure-chart';
import { FAILURE_FILLS } from '@/charts/failure-fills';
import { SeriesLegend } from '@/charts/series-legend';
import { attempt, getFailureSeries, getOverview } from '@/data/metrics';
import { formatCount, formatCounted } from '@/lib/format';
import { bucketLabel, type ResolvedRange } from '@/lib/range';
import { DataTable } from '@/ui/data-table';
import { EmptyNote } from '@/ui/empty-note';
import { Panel } from '@/ui/panel';
import { PanelProblem } from '@/ui/panel-problem';
import { FAILURE_CHART, FAILURE_KINDS, prepareFailures } from './prepare-failures';

export const FAILURE_TITLE = 'What fails, and how?';

export async function FailurePanel({ range }: { readonly range: ResolvedRange }) {
  const read = await attempt(() => Promise.all([getFailureSeries(range, null), getOverview(range)]));
  if (!read.ok) return <PanelProblem title={FAILURE_TITLE} problem={read.problem} />;
  const [buckets, overview] = read.value;
  const model = prepareFailures(buckets, range);
  return (
    <Panel
      title={FAILURE_TITLE}
      sub={`calls per ${bucketLabel(range.bucketMs)}`}
      end={
        <SeriesLegend
          chart={FAILURE_CHART}
          entries={model.totals.map(({ kind, count }) => ({
            key: kind,
            label: kind,
            value: formatCount(count),
            ...FAILURE_FILLS[kind],
          }))}
        />
      }
    >
      {overview.callCount === 0 ? (
        <EmptyNote>No calls in this range.</EmptyNote>
      ) : (
        <>
          <div className="relative">
            <FailureChart model={model} toolName={null} />
            {model.failedCount === 0 ? (
              <p className="chart-note note">
                No failed calls: {formatCounted(overview.callCount, 'call')} in this range ended ok.
              </p>
            ) : null}
          </div>
          <DataTable
            caption={model.name}
            head={['Time, UTC', ...FAILURE_KINDS]}
            rows={model.points.map((point) => [
              point.isOpen ? `${point.span}, not over yet` : point.span,
              ...FAILURE_KINDS.map((kind) => formatCount(point[kind])),
            ])}
          />
        </>
      )}
    </Panel>
  );
}
