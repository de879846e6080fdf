import Link from 'next/link';
import { CAUSES } from '@/ui/causes';
import { Panel } from '@/ui/panel';
import type { SessionAxis, TurnModel } from './prepare-session';

interface SessionTimelineProps {
  readonly axis: SessionAxis;
  readonly turns: readonly TurnModel[];
  readonly batchUrl: (batchId: string) => string;
}

/** A label further right would meet the one of the end. */
const ROOM_ON_PHONES = 0.75;
const HEIGHT = 34;
const BRACKET_HEIGHT = 18;
const TOP = 6;
const BAR = 22;
const BRACKET_Y = TOP + BAR + 6;

/** The turns in a row: what ran, hatched where it waited, and a line where the model thought. */
export function SessionTimeline({ axis, turns, batchUrl }: SessionTimelineProps) {
  const hasMissed = turns.some(({ isMissed }) => isMissed);
  const height = hasMissed ? HEIGHT + BRACKET_HEIGHT : HEIGHT;
  return (
    <Panel
      title="Where did the session’s time go?"
      sub="a bar is a turn’s critical path, the line between is model time"
    >
      <div className="session-axis" aria-hidden="true">
        {axis.ticks.map(({ share, label }) => (
          <span
            key={share}
            className={share > ROOM_ON_PHONES ? 'not-phone' : undefined}
            style={{ left: percent(share) }}
          >
            {label}
          </span>
        ))}
        <b>{axis.endLabel}</b>
      </div>
      <div className="session-track">
        <svg width="100%" height={height} role="img" aria-label={axis.name}>
          {axis.ticks.map(({ share }) => (
            <line key={share} x1={percent(share)} x2={percent(share)} y1="0" y2={height} stroke="var(--line)" />
          ))}
          <line x1="0" x2="100%" y1={TOP + BAR / 2} y2={TOP + BAR / 2} stroke="var(--line-strong)" />
          {turns.map((turn) => (
            <Turn key={turn.batchId} turn={turn} />
          ))}
          {turns.map((turn, index) => {
            const before = turns[index - 1];
            return turn.isMissed && before !== undefined ? (
              <Bracket key={turn.batchId} fromShare={before.fromShare} toShare={turn.toShare} />
            ) : null;
          })}
        </svg>
        {/* Over the drawing, so that a hand can open a turn; keys use the table under it. */}
        {turns.map((turn) => (
          <Link
            key={turn.batchId}
            className="session-turn"
            href={batchUrl(turn.batchId)}
            prefetch={false}
            tabIndex={-1}
            aria-hidden="true"
            title={`Turn ${turn.number}, ${turn.makespan}`}
            style={{ left: percent(turn.fromShare), width: `max(8px, ${percent(turn.toShare - turn.fromShare)})` }}
          />
        ))}
        {hasMissed ? <p className="note session-bracket-note">a bracket joins turns that could have been one</p> : null}
      </div>
    </Panel>
  );
}

function Turn({ turn: { fromShare, toShare, parts } }: { readonly turn: TurnModel }) {
  const width = toShare - fromShare;
  let from = 0;
  return (
    <g>
      <rect
        x={percent(fromShare)}
        y={TOP}
        height={BAR}
        fill="var(--surface)"
        style={{ width: `max(2px, ${percent(width)})` }}
      />
      {parts.map(({ kind, share }) => {
        const at = from;
        from += share;
        return (
          <rect
            key={at}
            x={percent(fromShare + at * width)}
            y={TOP}
            height={BAR}
            fill={CAUSES[kind].fill}
            style={{ width: kind === 'run' ? `max(2px, ${percent(share * width)})` : percent(share * width) }}
          />
        );
      })}
    </g>
  );
}

function Bracket({ fromShare, toShare }: { readonly fromShare: number; readonly toShare: number }) {
  return (
    <g stroke="var(--text)" data-mark="missed">
      <line x1={percent(fromShare)} x2={percent(fromShare)} y1={BRACKET_Y} y2={BRACKET_Y + 6} />
      <line x1={percent(toShare)} x2={percent(toShare)} y1={BRACKET_Y} y2={BRACKET_Y + 6} />
      <line x1={percent(fromShare)} x2={percent(toShare)} y1={BRACKET_Y + 6} y2={BRACKET_Y + 6} />
    </g>
  );
}

function percent(share: number): string {
  return `${(share * 100).toFixed(3)}%`;
}
