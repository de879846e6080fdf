import type { MetricsStatus } from '@parallel-tools/metrics/queries';
import { attempt, getRecorderHealth } from '@/data/metrics';
import { formatCount } from '@/lib/format';
import { SortableTable } from '@/table/sortable-table';
import { TableTools } from '@/table/table-tools';
import { Panel } from '@/ui/panel';
import { PanelProblem } from '@/ui/panel-problem';
import { type HealthCheck, prepareHealth } from './prepare-health';
import { prepareRecorderTable } from './prepare-recorder-table';

export const CHECKS_TITLE = 'Can these numbers be trusted?';
export const RECORDERS_TITLE = 'Every recorder';

interface SectionProps {
  readonly status: MetricsStatus;
  readonly nowMs: number;
}

/** The answer first, then each number with what is normal. */
export async function ChecksPanel({ status, nowMs }: SectionProps) {
  const read = await attempt(getRecorderHealth);
  if (!read.ok) return <PanelProblem title={CHECKS_TITLE} problem={read.problem} isPageHead />;
  const { headline, checks } = prepareHealth(read.value, status, nowMs);
  return (
    <section>
      <p className="eyebrow">{CHECKS_TITLE}</p>
      <h1 className="verdict mt-[4px]">{headline}</h1>
      <dl className="health-checks">
        {checks.map((check) => (
          <Check key={check.label} check={check} />
        ))}
      </dl>
    </section>
  );
}

function Check({ check: { label, value, normal, isNormal } }: { readonly check: HealthCheck }) {
  return (
    <div className="health-check">
      <dt>{label}</dt>
      <dd className="health-value">
        {value}
        {isNormal ? null : <span className="health-flag">look here</span>}
      </dd>
      <dd className="note">normal: {normal}</dd>
    </div>
  );
}

/** Who wrote, when last, and what each had to drop. */
export async function RecordersPanel({ nowMs }: Pick<SectionProps, 'nowMs'>) {
  const read = await attempt(getRecorderHealth);
  if (!read.ok) return <PanelProblem title={RECORDERS_TITLE} problem={read.problem} />;
  const table = prepareRecorderTable(read.value.rows, nowMs);
  return (
    <Panel
      title={RECORDERS_TITLE}
      sub={`${formatCount(table.rows.length)} of ${formatCount(read.value.totalCount)}`}
      end={<TableTools model={table} />}
    >
      {table.rows.length === 0 ? <p className="note">None has written here yet.</p> : <SortableTable model={table} />}
    </Panel>
  );
}
