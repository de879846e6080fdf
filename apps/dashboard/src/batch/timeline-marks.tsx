import type { ReactNode } from 'react';
import { CAUSES } from '@/ui/causes';
import type { CriticalSegment } from './prepare-path';
import type { TimelineAttempt, TimelineRow } from './prepare-row';
import { cutToView, placeIn, type TimeView } from './view';

/** Length of the outline that stands for an abandoned attempt. */
export const ABANDONED_TAIL_PX = 36;

const ROW_CENTER = 12;
const WAIT_HEIGHT = 8;
/** Top and height of a run, by the part of the row it has. */
const LANES = {
  whole: { y: 5, height: 14 },
  upper: { y: 3.5, height: 8 },
  lower: { y: 12.5, height: 8 },
} as const satisfies Record<TimelineAttempt['lane'], { readonly y: number; readonly height: number }>;

interface TimelineMarksProps {
  readonly row: TimelineRow;
  readonly segment: CriticalSegment | null;
  readonly view: TimeView;
}

/** The marks of one call. Height, hatch and shape say what they are; colour only says it again. */
export function TimelineMarks({ row, segment, view }: TimelineMarksProps) {
  return (
    <svg className="timeline-marks" width="100%" height="25" aria-hidden="true">
      {row.dependencyEndUs === 0 ? null : (
        <Bar
          view={view}
          startUs={0}
          endUs={row.dependencyEndUs}
          y={ROW_CENTER - 2.5}
          height={5}
          fill="url(#p-dependency)"
          mark="dependency"
        />
      )}
      {row.waits.map((wait) => (
        <Bar
          key={`${wait.cause}${wait.startUs}`}
          view={view}
          startUs={wait.startUs}
          endUs={wait.endUs}
          y={ROW_CENTER - WAIT_HEIGHT / 2}
          height={WAIT_HEIGHT}
          fill={CAUSES[wait.cause].fill}
          minWidthPx={1}
          mark={wait.cause}
        />
      ))}
      {row.attempts.map((attempt) => (
        <AttemptMarks key={attempt.attempt} attempt={attempt} isCritical={row.isCritical} view={view} />
      ))}
      {row.endedWithoutRunUs === null ? null : <EndMark row={row} view={view} atUs={row.endedWithoutRunUs} />}
      {segment === null ? null : (
        <Bar
          view={view}
          startUs={segment.startUs}
          endUs={segment.endUs}
          y={22.5}
          height={2.5}
          fill="var(--critical)"
          mark="critical"
        />
      )}
    </svg>
  );
}

interface BarProps {
  readonly view: TimeView;
  readonly startUs: number;
  readonly endUs: number;
  readonly y: number;
  readonly height: number;
  readonly fill: string;
  readonly minWidthPx?: number;
  readonly opacity?: number | undefined;
  /** What it stands for, for tests. */
  readonly mark: string;
}

function Bar({ view, startUs, endUs, y, height, fill, minWidthPx = 3, opacity, mark }: BarProps) {
  const shown = cutToView(view, startUs, endUs);
  if (shown === null) return null;
  return (
    <rect
      x={placeIn(view, shown.fromUs)}
      y={y}
      height={height}
      fill={fill}
      opacity={opacity}
      style={{ width: `max(${minWidthPx}px, ${widthIn(view, shown)})` }}
      data-mark={mark}
    />
  );
}

function widthIn(view: TimeView, { fromUs, toUs }: TimeView): string {
  return placeIn(view, view.fromUs + (toUs - fromUs));
}

interface AttemptMarksProps {
  readonly attempt: TimelineAttempt;
  readonly isCritical: boolean;
  readonly view: TimeView;
}

function AttemptMarks({ attempt, isCritical, view }: AttemptMarksProps) {
  const { startUs, endUs, outcome, isAbandoned, isHedge, lane } = attempt;
  const { y, height } = LANES[lane];
  return (
    <>
      {outcome === 'cancelled' ? (
        <CancelledRun attempt={attempt} view={view} />
      ) : (
        <Bar
          view={view}
          startUs={startUs}
          endUs={endUs}
          y={y}
          height={height}
          fill="var(--run)"
          opacity={isCritical ? undefined : 0.72}
          mark="run"
        />
      )}
      {isHedge ? <HedgeStem view={view} atUs={startUs} /> : null}
      <At view={view} atUs={endUs}>
        {outcome === 'error' ? (
          <g data-mark="failed">
            <rect x={-5} y={y} width={5} height={height} fill="var(--status-error)" />
            <path
              d={`M-4.2 ${y + height / 2 - 2}l3.4 4m0-4l-3.4 4`}
              fill="none"
              stroke="var(--surface)"
              strokeWidth={1.2}
            />
          </g>
        ) : null}
        {outcome === 'timeout' ? (
          <rect x={-3} y={2.5} width={3} height={19} fill="var(--status-timeout)" data-mark="timeout" />
        ) : null}
        {isAbandoned ? <AbandonedTail /> : null}
      </At>
    </>
  );
}

interface AtProps {
  readonly view: TimeView;
  readonly atUs: number;
  readonly children: ReactNode;
}

/** Draws around a moment, in px; nothing where the moment is not in view. */
function At({ view, atUs, children }: AtProps) {
  if (cutToView(view, atUs, atUs) === null) return null;
  return (
    <svg x={placeIn(view, atUs)} overflow="visible" aria-hidden="true">
      {children}
    </svg>
  );
}

// How long an abandoned tool went on is not known: its outline stays open to the right.
function AbandonedTail() {
  return (
    <path
      d={`M${ABANDONED_TAIL_PX} 16.5H0.5V21.5H${ABANDONED_TAIL_PX}`}
      fill="none"
      stroke="var(--status-timeout)"
      strokeDasharray="3 2"
      data-mark="abandoned"
    />
  );
}

/** A ring where a hedge began, on the row's middle, and a stem down to its bar. */
function HedgeStem({ view, atUs }: { readonly view: TimeView; readonly atUs: number }) {
  return (
    <At view={view} atUs={atUs}>
      <g fill="var(--surface)" stroke="var(--run)" strokeWidth={1.5} data-mark="hedge">
        <path d="M0.75 8V20" />
        <circle cx={0.75} cy={6} r={2.6} />
      </g>
    </At>
  );
}

/** Hollow, with a struck end: it was stopped, it did not fail. */
function CancelledRun({ attempt, view }: { readonly attempt: TimelineAttempt; readonly view: TimeView }) {
  const shown = cutToView(view, attempt.startUs, attempt.endUs);
  if (shown === null) return null;
  const { y, height } = attempt.lane === 'whole' ? { y: 7.5, height: 9 } : LANES[attempt.lane];
  return (
    <>
      <rect
        x={placeIn(view, shown.fromUs)}
        y={y}
        height={height}
        fill="var(--surface)"
        stroke="var(--status-cancelled)"
        style={{ width: `max(6px, ${widthIn(view, shown)})` }}
        data-mark="cancelled"
      />
      <At view={view} atUs={attempt.endUs}>
        <path d={`M-6 ${y + height}L0 ${y}`} fill="none" stroke="var(--status-cancelled)" strokeWidth={1.5} />
      </At>
    </>
  );
}

interface EndMarkProps {
  readonly row: TimelineRow;
  readonly view: TimeView;
  readonly atUs: number;
}

/** Where a call that never ran came to its end. */
function EndMark({ row, view, atUs }: EndMarkProps) {
  return (
    <At view={view} atUs={atUs}>
      <g data-mark={row.outcome}>{drawEnd(row.outcome)}</g>
    </At>
  );
}

function drawEnd(outcome: TimelineRow['outcome']) {
  switch (outcome) {
    case 'ok':
      return <circle cy={12} r={3.5} fill="var(--surface)" stroke="var(--status-ok)" strokeWidth={1.5} />;
    case 'skipped':
      return (
        <circle
          cy={12}
          r={4.7}
          fill="var(--surface)"
          stroke="var(--status-skipped)"
          strokeWidth={1.5}
          strokeDasharray="2 1.7"
        />
      );
    case 'cancelled':
      return (
        <g fill="var(--surface)" stroke="var(--status-cancelled)" strokeWidth={1.5}>
          <circle cy={12} r={4.7} />
          <path d="M-3.2 15.2L3.2 8.8" />
        </g>
      );
    case 'error':
    case 'timeout':
      return <path d="M-3.5 8.5L3.5 15.5M3.5 8.5L-3.5 15.5" fill="none" stroke="var(--status-error)" strokeWidth={2} />;
    default:
      return outcome satisfies never;
  }
}
