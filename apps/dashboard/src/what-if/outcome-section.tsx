import Link from 'next/link';
import { attempt } from '@/data/metrics';
import { getOutcome, type Workload } from '@/data/workload';
import { formatCounted } from '@/lib/format';
import { lengthLabel, type ResolvedRange } from '@/lib/range';
import { TableExport } from '@/table/table-tools';
import { Figures, FiguresSkeleton } from '@/ui/figures';
import { Panel } from '@/ui/panel';
import { PanelProblem } from '@/ui/panel-problem';
import { CausesTable } from './causes-table';
import type { Change } from './change';
import { DistributionChart } from './distribution-chart';
import { prepareOutcome } from './prepare-outcome';

interface OutcomeSectionProps {
  readonly workload: Promise<Workload>;
  readonly changes: readonly Change[];
  readonly range: ResolvedRange;
  readonly isPicked: boolean;
}

/** What the batches would have come to: in a sentence, in figures, spread out, and by cause. */
export async function OutcomeSection({ workload, changes, range, isPicked }: OutcomeSectionProps) {
  const read = await attempt(async () => {
    const batches = await workload;
    const [before, after] = await Promise.all([getOutcome(batches, []), getOutcome(batches, changes)]);
    return { batches, before, after };
  });
  if (!read.ok) return <PanelProblem title="Replay" problem={read.problem} isPageHead />;
  const { batches, before, after } = read.value;
  const count = batches.records.length;
  if (count === 0) return <NothingToReplay range={range} isPicked={isPicked} />;
  const model = prepareOutcome(before, after, changes.length > 0);
  const { headline } = model;
  return (
    <>
      <div className="what-if-head">
        <p className="eyebrow">Replay of the same {count === 1 ? 'batch' : 'batches'} with the scheduler itself</p>
        <h1 className="verdict mt-[4px]">
          {headline.text}
          {headline.range === null ? null : <span className="verdict-range"> {headline.range}</span>}
          {headline.end}
        </h1>
        {after.cutCount === 0 ? null : (
          <p className="mt-[4px] text-muted">
            {formatCounted(after.cutCount, 'run')} that ended ok would be over the new timeout.
          </p>
        )}
      </div>
      <Figures figures={model.figures} />
      <div className={count === 1 ? 'row' : 'row grid-cols-[minmax(0,1fr)_410px] max-[1279px]:grid-cols-1'}>
        {/* One batch has no spread. */}
        {count === 1 ? null : (
          <Panel title="How many batches end within…" sub={`share of ${formatCounted(count, 'batch', 'batches')}`}>
            <DistributionChart model={model.distribution} />
          </Panel>
        )}
        <Panel title="Where the time would go" end={<TableExport model={model.causes.table} />}>
          <CausesTable causes={model.causes} />
        </Panel>
      </div>
    </>
  );
}

function NothingToReplay({ range, isPicked }: Pick<OutcomeSectionProps, 'range' | 'isPicked'>) {
  return (
    <div className="what-if-head">
      <p className="eyebrow">Nothing to replay</p>
      <h1 className="verdict mt-[4px]">
        {isPicked
          ? 'None of the picked batches is recorded with its calls.'
          : `No batches with calls in ${range.endsNow ? 'the last' : 'these'} ${lengthLabel(range)}.`}
      </h1>
      <p className="mt-[12px]">
        <Link className="button primary" href="/what-if?range=30d" prefetch={false}>
          Show 30 d
        </Link>
      </p>
    </div>
  );
}

const LABELS = ['Makespan p50', 'Makespan p95', 'Makespan p99', 'Speedup realised / ideal', 'Got slower'];

/** The same while the batches are replayed. */
export function OutcomeSkeleton() {
  return (
    <>
      <div className="what-if-head" aria-busy="true">
        <p className="eyebrow">Replay of the same batches with the scheduler itself</p>
        <p className="verdict mt-[4px]">
          <span className="skeleton-block w-[60%]" />
        </p>
      </div>
      <FiguresSkeleton labels={LABELS} />
      <div className="row grid-cols-[minmax(0,1fr)_410px] max-[1279px]:grid-cols-1">
        <Panel title="How many batches end within…">
          <div className="chart skeleton-chart" />
        </Panel>
        <Panel title="Where the time would go">
          <div className="chart" />
        </Panel>
      </div>
    </>
  );
}
