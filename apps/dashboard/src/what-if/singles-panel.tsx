import Link from 'next/link';
import { attempt } from '@/data/metrics';
import { getSingleChanges, type Workload } from '@/data/workload';
import { formatCount, formatDuration } from '@/lib/format';
import { Panel } from '@/ui/panel';
import { PanelProblem } from '@/ui/panel-problem';
import { PlainToolName } from '@/ui/tool-name';
import { type Change, serializeChange, settingKey } from './change';
import { type SingleChange, triedWords } from './single-changes';
import { type WhatIfParams, whatIfUrl } from './url';

export const SINGLES_TITLE = 'Which single change helps most?';

interface SinglesPanelProps {
  readonly workload: Promise<Workload>;
  readonly changes: readonly Change[];
  readonly params: WhatIfParams;
}

/** Single changes, each replayed alone, what brings most first. */
export async function SinglesPanel({ workload, changes, params }: SinglesPanelProps) {
  const read = await attempt(async () => getSingleChanges(await workload));
  if (!read.ok) return <PanelProblem title={SINGLES_TITLE} problem={read.problem} />;
  const { rows } = read.value;
  if (rows.length === 0) {
    return (
      <Panel title={SINGLES_TITLE}>
        <p className="note">No single change of a limit, a timeout or retries makes these batches shorter.</p>
      </Panel>
    );
  }
  const lowUs = Math.min(0, ...rows.map(({ effect }) => effect.low));
  const highUs = Math.max(0, ...rows.map(({ effect }) => effect.high));
  return (
    <Panel title={SINGLES_TITLE} sub={triedWords(read.value)}>
      <table className="singles">
        <caption className="visually-hidden">Single changes by what they do to the p95 of the makespan</caption>
        <thead>
          <tr>
            <th scope="col">Tool</th>
            <th scope="col">Change</th>
            <th scope="col" className="number">
              p95
            </th>
            <th scope="col" className="not-phone">
              90&nbsp;% range, {signed(lowUs)} to {signed(highUs)}, line at 0
            </th>
            <th scope="col" className="number desk-only">
              Batches touched
            </th>
            <th scope="col">
              <span className="visually-hidden">Apply</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={serializeChange(row.change)} title={row.assumptions.join('; ')}>
              <td className="single-tool">
                {row.change.toolName === null ? 'all tools' : <PlainToolName toolName={row.change.toolName} />}
              </td>
              <td className="single-words">{row.words}</td>
              <td className="number">{signed(row.effect.value)}</td>
              <td className="not-phone">
                <RangeDot row={row} lowUs={lowUs} highUs={highUs} />
              </td>
              <td className="number desk-only">{formatCount(row.touchedCount)}</td>
              <td className="number single-apply">
                <Apply row={row} changes={changes} params={params} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Panel>
  );
}

function signed(us: number): string {
  if (us === 0) return '0';
  return us > 0 ? `+${formatDuration(us)}` : formatDuration(us);
}

interface RangeDotProps {
  readonly row: SingleChange;
  readonly lowUs: number;
  readonly highUs: number;
}

/** The effect as a dot in its range; hollow where the range crosses 0. */
function RangeDot({ row: { effect, isClear }, lowUs, highUs }: RangeDotProps) {
  const at = (us: number) => `${(((us - lowUs) / Math.max(1, highUs - lowUs)) * 96 + 2).toFixed(2)}%`;
  const width = `${((Math.max(0, effect.high - effect.low) / Math.max(1, highUs - lowUs)) * 96).toFixed(2)}%`;
  return (
    <svg width="100%" height="16" aria-hidden="true">
      <line x1={at(0)} x2={at(0)} y1="1" y2="15" stroke="var(--line-strong)" />
      <rect
        x={at(effect.low)}
        y="5"
        height="6"
        fill="var(--run)"
        opacity="0.4"
        style={{ width: `max(2px, ${width})` }}
      />
      <circle
        cx={at(effect.value)}
        cy="8"
        r="4"
        fill={isClear ? 'var(--run)' : 'var(--surface)'}
        stroke="var(--run)"
        strokeWidth="1.5"
      />
    </svg>
  );
}

interface ApplyProps {
  readonly row: SingleChange;
  readonly changes: readonly Change[];
  readonly params: WhatIfParams;
}

function Apply({ row: { change, isClear, effect }, changes, params }: ApplyProps) {
  const isApplied = changes.some((other) => serializeChange(other) === serializeChange(change));
  if (isApplied) return <span className="text-muted">applied</span>;
  if (!isClear && effect.low <= 0 && effect.high >= 0) return <span className="text-muted">no clear effect</span>;
  const others = changes.filter((other) => settingKey(other) !== settingKey(change));
  return (
    <Link
      className="link"
      href={whatIfUrl('/what-if', { ...params, change: [...others, change] })}
      scroll={false}
      prefetch={false}
    >
      Apply
    </Link>
  );
}
