import { SpeedupChart } from '@/charts/speedup-chart';
import { attempt, getOverview, getSpeedupSeries } from '@/data/metrics';
import { formatCount, formatRatio } from '@/lib/format';
import { bucketLabel, type ResolvedRange } from '@/lib/range';
import { DataTable } from '@/ui/data-table';
import { EmptyNote } from '@/ui/empty-note';
import { Panel } from '@/ui/panel';
import { PanelProblem } from '@/ui/panel-problem';
import { prepareSpeedup } from './prepare-speedup';

export const SPEEDUP_TITLE = 'How much parallelism is left on the table?';

export async function SpeedupPanel({ range }: { readonly range: ResolvedRange }) {
  const read = await attempt(() => Promise.all([getSpeedupSeries(range), getOverview(range)]));
  if (!read.ok) return <PanelProblem title={SPEEDUP_TITLE} problem={read.problem} />;
  const model = prepareSpeedup(read.value[0], range, read.value[1]);
  const sub = `sequential time ÷ makespan, by ${bucketLabel(range.bucketMs)}`;
  return (
    <Panel title={SPEEDUP_TITLE} sub={sub} end="hatching = lost speedup">
      {read.value[1].batchCount === 0 ? (
        <EmptyNote>No batches in this range.</EmptyNote>
      ) : (
        <>
          <SpeedupChart model={model} />
          <DataTable
            caption={model.name}
            head={['Time, UTC', 'Realised', 'Ideal', 'Batches']}
            rows={model.points.map((point) => [
              point.isOpen ? `${point.span}, not over yet` : point.span,
              formatRatio(point.realised),
              formatRatio(point.ideal),
              formatCount(point.batchCount),
            ])}
          />
        </>
      )}
    </Panel>
  );
}
