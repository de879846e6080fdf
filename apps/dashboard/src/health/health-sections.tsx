import type { MetricsStatus } from '@parallel-tools/metrics/queries';
import { getRecorderHealth } from '@/data/agent-runs';
import { attempt } from '@/data/metrics';
import { cutMiddle, displayName } from '@/lib/display-name';
import { formatCount } from '@/lib/format';
import { Panel } from '@/ui/panel';
import { PanelProblem } from '@/ui/panel-problem';
import { type HealthCheck, prepareHealth, type RecorderItem } from './prepare-health';

export const CHECKS_TITLE = 'Can these numbers be trusted?';
export const RECORDERS_TITLE = 'Every recorder';

interface SectionProps {
  readonly status: MetricsStatus;
  readonly nowMs: number;
}

/** The answer first, then each number with what is normal. */
export async function ChecksPanel({ status, nowMs }: SectionProps) {
  const read = await attempt(getRecorderHealth);
  if (!read.ok) return <PanelProblem title={CHECKS_TITLE} problem={read.problem} />;
  const { headline, checks } = prepareHealth(read.value, status, nowMs);
  return (
    <section>
      <p className="eyebrow">{CHECKS_TITLE}</p>
      <h1 className="verdict mt-[4px]">{headline}</h1>
      <dl className="checks">
        {checks.map((check) => (
          <Check key={check.label} check={check} />
        ))}
      </dl>
    </section>
  );
}

function Check({ check: { label, value, normal, isNormal } }: { readonly check: HealthCheck }) {
  return (
    <div className={isNormal ? 'check' : 'check odd'}>
      <dt>{label}</dt>
      <dd className="check-value">
        {value}
        {isNormal ? null : <span className="check-flag">look here</span>}
      </dd>
      <dd className="note">normal: {normal}</dd>
    </div>
  );
}

/** Who wrote, when last, and what each had to drop. */
export async function RecordersPanel({ status, nowMs }: SectionProps) {
  const read = await attempt(getRecorderHealth);
  if (!read.ok) return <PanelProblem title={RECORDERS_TITLE} problem={read.problem} />;
  const { recorders, totalCount } = prepareHealth(read.value, status, nowMs);
  return (
    <Panel
      title={RECORDERS_TITLE}
      sub={`${formatCount(recorders.length)} of ${formatCount(totalCount)}, last write first`}
    >
      {recorders.length === 0 ? (
        <p className="note">None has written here yet.</p>
      ) : (
        <RecorderTable recorders={recorders} />
      )}
    </Panel>
  );
}

function RecorderTable({ recorders }: { readonly recorders: readonly RecorderItem[] }) {
  return (
    <table>
      <caption className="visually-hidden">Recorders, last write first</caption>
      <thead>
        <tr>
          <th scope="col">Recorder</th>
          <th scope="col" className="desk-only">
            Started, UTC
          </th>
          <th scope="col" className="wide-only">
            Last write, UTC
          </th>
          <th scope="col" className="number">
            Last write
          </th>
          <th scope="col" className="not-phone">
            State
          </th>
          <th scope="col" className="number desk-only">
            Stored
          </th>
          <th scope="col" className="number desk-only">
            Queued
          </th>
          <th scope="col" className="number desk-only">
            Lag
          </th>
          <th scope="col" className="number wide-only">
            Repeated writes
          </th>
          <th scope="col" className="number">
            Dropped
          </th>
        </tr>
      </thead>
      <tbody>
        {recorders.map((recorder) => (
          <tr key={recorder.recorderId}>
            <th scope="row" className="recorder-name mono" title={displayName(recorder.recorderId)}>
              <bdi>{cutMiddle(displayName(recorder.recorderId))}</bdi>
              {recorder.lastError === null ? null : (
                <p className="recorder-error">last error: {displayName(recorder.lastError)}</p>
              )}
            </th>
            <td className="desk-only">{recorder.startedAt}</td>
            <td className="wide-only">{recorder.lastWrite}</td>
            <td className="number">{recorder.ago}</td>
            <td className="not-phone">{recorder.state}</td>
            <td className="number desk-only">{recorder.stored}</td>
            <td className="number desk-only">{recorder.queued}</td>
            <td className="number desk-only">{recorder.lag}</td>
            <td className="number wide-only">{recorder.retries}</td>
            <td className={recorder.hasDropped ? 'number font-[600]' : 'number'}>{recorder.dropped}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
