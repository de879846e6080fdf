import Link from 'next/link';
import { attempt, getBottlenecks, getOverview } from '@/data/metrics';
import { getTriedChanges, getWorkload } from '@/data/workload';
import { formatCount } from '@/lib/format';
import { completeRange, type ResolvedRange } from '@/lib/range';
import { DataTable } from '@/ui/data-table';
import { Panel } from '@/ui/panel';
import { PanelProblem } from '@/ui/panel-problem';
import type { Change } from '@/what-if/change';
import { settingsOf } from '@/what-if/settings';
import { LedgerGrid } from './ledger-grid';
import { prepareRemedies, type RemedyModel, type RemedyRow } from './prepare-remedies';
import { prepareVerdict } from './prepare-verdict';
import { remedyChanges } from './remedy-change';

export const REMEDY_TITLE = 'What would it bring?';

interface RemedyPanelProps {
  readonly range: ResolvedRange;
  readonly tryUrl: (change: Change) => string;
}

/** The newest batches replayed without what held them back: the answer's evidence, with its range. */
export async function RemedyPanel({ range, tryUrl }: RemedyPanelProps) {
  const read = await attempt(() => readRemedies(range));
  if (!read.ok) return <PanelProblem title={REMEDY_TITLE} problem={read.problem} />;
  const { beforeUs, tried, totalCount } = read.value;
  if (beforeUs.length === 0 || tried.length === 0) {
    return (
      <Panel title={REMEDY_TITLE}>
        <p className="note">No batch of this range is recorded with calls that can be replayed.</p>
      </Panel>
    );
  }
  const model = prepareRemedies(beforeUs, tried);
  const isSome = beforeUs.length < totalCount;
  return (
    <Panel
      title={REMEDY_TITLE}
      sub={`makespan p95, ${isSome ? 'newest ' : ''}${formatCount(beforeUs.length)} of ${formatCount(totalCount)} batches replayed`}
    >
      <Remedies model={model} tryUrl={tryUrl} />
      <DataTable
        caption={model.name}
        head={['Change', 'Makespan p95', '90 % range']}
        rows={model.rows.map(({ label, time, range: spread }) => [label, time, spread?.words ?? '—'])}
      />
    </Panel>
  );
}

async function readRemedies(range: ResolvedRange) {
  // Only complete buckets: a live page must not replay everything anew with every batch.
  const [overview, bottlenecks, workload] = await Promise.all([
    getOverview(range),
    getBottlenecks(range),
    getWorkload(completeRange(range)),
  ]);
  const { culprit } = prepareVerdict(overview, bottlenecks);
  const changes = remedyChanges(culprit, bottlenecks, settingsOf(workload.records));
  return { ...(await getTriedChanges(workload, changes)), totalCount: workload.totalCount };
}

function Remedies({ model, tryUrl }: { readonly model: RemedyModel; readonly tryUrl: RemedyPanelProps['tryUrl'] }) {
  return (
    <div className="ledger remedies">
      <LedgerGrid ticks={model.ticks} />
      {model.rows.map((row) => (
        <div key={row.key} className="remedy">
          {row.change === null ? (
            <span>{row.label}</span>
          ) : (
            <Link
              className="remedy-name"
              href={tryUrl(row.change)}
              prefetch={false}
              title={`Try in What if: ${row.label}`}
            >
              {row.label}
            </Link>
          )}
          <RemedyDot row={row} />
          <span className="remedy-time">
            <b>{row.time}</b>
            {row.isClear ? null : <span className="note"> no clear effect</span>}
          </span>
        </div>
      ))}
    </div>
  );
}

/** A dot in its range; hollow where the range of the change holds 0, in ink as recorded. */
function RemedyDot({ row: { change, atPercent, range, isClear } }: { readonly row: RemedyRow }) {
  const color = change === null ? 'var(--critical)' : 'var(--run)';
  return (
    <svg width="100%" height="16" aria-hidden="true">
      <line x2={`${atPercent}%`} y1="8" y2="8" stroke="var(--line-strong)" />
      {range === null ? null : (
        <rect
          x={`${range.fromPercent}%`}
          y="5"
          height="6"
          fill={color}
          opacity="0.4"
          style={{ width: `max(2px, ${range.toPercent - range.fromPercent}%)` }}
        >
          <title>{range.words}</title>
        </rect>
      )}
      <circle
        cx={`${atPercent}%`}
        cy="8"
        r="4"
        fill={isClear ? color : 'var(--surface)'}
        stroke={color}
        strokeWidth="1.5"
      />
    </svg>
  );
}
