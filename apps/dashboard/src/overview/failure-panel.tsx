import { FailureChart } from '@/charts/failure-chart';
import { FAILURE_FILLS } from '@/charts/failure-fills';
import { attempt, getFailureSeries, getOverview } from '@/data/metrics';
import { formatCount, formatCounted } from '@/lib/format';
import { bucketLabel, type ResolvedRange } from '@/lib/range';
import { DataTable } from '@/ui/data-table';
import { EmptyNote } from '@/ui/empty-note';
import { Panel } from '@/ui/panel';
import { PanelProblem } from '@/ui/panel-problem';
import { FAILURE_KINDS, type FailureKind, prepareFailures } from './prepare-failures';

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
      end={<FailureLegend totals={model.totals} />}
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

interface LegendProps {
  readonly totals: readonly { readonly kind: FailureKind; readonly count: number }[];
}

function FailureLegend({ totals }: LegendProps) {
  return (
    <div className="legend">
      {totals.map(({ kind, count }) => (
        <span key={kind}>
          <svg width="12" height="12" aria-hidden="true">
            <rect
              x="0.5"
              y="0.5"
              width="11"
              height="11"
              {...FAILURE_FILLS[kind]}
              strokeDasharray={kind === 'skipped' ? '2 1.5' : undefined}
            />
          </svg>
          <span>
            {kind} <b>{formatCount(count)}</b>
          </span>
        </span>
      ))}
    </div>
  );
}
