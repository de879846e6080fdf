import type { CriticalSegment, TimelineAttempt, TimelineRow } from './prepare-timeline';

/** A place on the axis, in CSS: the timeline stretches with the page, without measuring it. */
export function percent(us: number, endUs: number): string {
  return `${Math.round((us / endUs) * 1e5) / 1e3}%`;
}

/** Length of the outline that stands for an abandoned attempt. */
export const ABANDONED_TAIL_PX = 36;

const ROW_CENTER = 12;
const RUN_HEIGHT = 14;
const WAIT_HEIGHT = 8;

/** Hatches of waits by cause; causes that are of one kind share one. */
export const WAIT_FILLS = {
  'tool-slot': 'url(#p-tool-slot)',
  'global-slot': 'url(#p-global-slot)',
  conflict: 'url(#p-dependency)',
  'rate-limit': 'url(#p-tool-slot)',
  circuit: 'url(#p-tool-slot)',
  host: 'url(#p-global-slot)',
  shared: 'url(#p-dependency)',
  backoff: 'url(#p-backoff)',
  overhead: 'var(--overhead)',
} as const;

interface TimelineMarksProps {
  readonly row: TimelineRow;
  readonly segment: CriticalSegment | null;
  readonly endUs: number;
}

/** The marks of one call. Height, hatch and shape say what they are; colour only says it again. */
export function TimelineMarks({ row, segment, endUs }: TimelineMarksProps) {
  return (
    <svg className="timeline-marks" width="100%" height="25" aria-hidden="true">
      {row.dependencyEndUs === 0 ? null : (
        <Bar
          startUs={0}
          endUs={row.dependencyEndUs}
          axisUs={endUs}
          y={ROW_CENTER - 2.5}
          height={5}
          fill="url(#p-dependency)"
          mark="dependency"
        />
      )}
      {row.waits.map((wait) => (
        <Bar
          key={`${wait.cause}${wait.startUs}`}
          startUs={wait.startUs}
          endUs={wait.endUs}
          axisUs={endUs}
          y={ROW_CENTER - WAIT_HEIGHT / 2}
          height={WAIT_HEIGHT}
          fill={WAIT_FILLS[wait.cause]}
          minWidthPx={1}
          mark={wait.cause}
        />
      ))}
      {row.attempts.map((attempt) => (
        <AttemptMarks key={attempt.attempt} attempt={attempt} isCritical={row.isCritical} axisUs={endUs} />
      ))}
      {row.endedWithoutRunUs === null ? null : <EndMark row={row} axisUs={endUs} atUs={row.endedWithoutRunUs} />}
      {segment === null ? null : (
        <Bar
          startUs={segment.startUs}
          endUs={segment.endUs}
          axisUs={endUs}
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
  readonly startUs: number;
  readonly endUs: number;
  readonly axisUs: number;
  readonly y: number;
  readonly height: number;
  readonly fill: string;
  readonly minWidthPx?: number;
  readonly opacity?: number;
  /** What it stands for, for tests. */
  readonly mark: string;
}

function Bar({ startUs, endUs, axisUs, y, height, fill, minWidthPx = 3, opacity, mark }: BarProps) {
  const width = percent(endUs - startUs, axisUs);
  return (
    <rect
      x={percent(startUs, axisUs)}
      y={y}
      width={width}
      height={height}
      fill={fill}
      opacity={opacity}
      style={{ width: `max(${minWidthPx}px, ${width})` }}
      data-mark={mark}
    />
  );
}

interface AttemptMarksProps {
  readonly attempt: TimelineAttempt;
  readonly isCritical: boolean;
  readonly axisUs: number;
}

function AttemptMarks({ attempt, isCritical, axisUs }: AttemptMarksProps) {
  const { startUs, endUs, outcome, isAbandoned } = attempt;
  const end = percent(endUs, axisUs);
  if (outcome === 'cancelled') return <CancelledAttempt attempt={attempt} axisUs={axisUs} />;
  return (
    <>
      <Bar
        startUs={startUs}
        endUs={endUs}
        axisUs={axisUs}
        y={ROW_CENTER - RUN_HEIGHT / 2}
        height={RUN_HEIGHT}
        fill="var(--run)"
        opacity={isCritical ? 1 : 0.72}
        mark="run"
      />
      {outcome === 'error' ? (
        <svg x={end} overflow="visible" aria-hidden="true" data-mark="failed">
          <rect x={-5} y={5} width={5} height={14} fill="var(--status-error)" />
          <path d="M-4.2 10l3.4 4m0-4l-3.4 4" fill="none" stroke="var(--surface)" strokeWidth={1.2} />
        </svg>
      ) : null}
      {outcome === 'timeout' ? (
        <svg x={end} overflow="visible" aria-hidden="true" data-mark="timeout">
          <rect x={-3} y={2.5} width={3} height={19} fill="var(--status-timeout)" />
        </svg>
      ) : null}
      {isAbandoned ? <AbandonedTail end={end} /> : null}
    </>
  );
}

// How long an abandoned tool went on is not known: its outline stays open to the right.
function AbandonedTail({ end }: { readonly end: string }) {
  return (
    <svg x={end} overflow="visible" aria-hidden="true" data-mark="abandoned">
      <path
        d={`M${ABANDONED_TAIL_PX} 16.5H0.5V21.5H${ABANDONED_TAIL_PX}`}
        fill="none"
        stroke="var(--status-timeout)"
        strokeDasharray="3 2"
      />
    </svg>
  );
}

function CancelledAttempt({ attempt, axisUs }: { readonly attempt: TimelineAttempt; readonly axisUs: number }) {
  const width = percent(attempt.endUs - attempt.startUs, axisUs);
  return (
    <>
      <rect
        x={percent(attempt.startUs, axisUs)}
        y={7.5}
        width={width}
        height={9}
        fill="var(--surface)"
        stroke="var(--status-cancelled)"
        style={{ width: `max(6px, ${width})` }}
        data-mark="cancelled"
      />
      <svg x={percent(attempt.endUs, axisUs)} overflow="visible" aria-hidden="true">
        <path d="M-6 16.5L0 7.5" fill="none" stroke="var(--status-cancelled)" strokeWidth={1.5} />
      </svg>
      {attempt.isAbandoned ? <AbandonedTail end={percent(attempt.endUs, axisUs)} /> : null}
    </>
  );
}

interface EndMarkProps {
  readonly row: TimelineRow;
  readonly axisUs: number;
  readonly atUs: number;
}

/** Where a call that never ran was given up. */
function EndMark({ row, axisUs, atUs }: EndMarkProps) {
  return (
    <svg x={percent(atUs, axisUs)} overflow="visible" aria-hidden="true" data-mark={row.outcome}>
      {row.outcome === 'skipped' ? (
        <circle
          cy={12}
          r={4.7}
          fill="var(--surface)"
          stroke="var(--status-skipped)"
          strokeWidth={1.5}
          strokeDasharray="2 1.7"
        />
      ) : row.outcome === 'cancelled' ? (
        <g fill="var(--surface)" stroke="var(--status-cancelled)" strokeWidth={1.5}>
          <circle cy={12} r={4.7} />
          <path d="M-3.2 15.2L3.2 8.8" />
        </g>
      ) : (
        <path d="M-3.5 8.5L3.5 15.5M3.5 8.5L-3.5 15.5" fill="none" stroke="var(--status-error)" strokeWidth={2} />
      )}
    </svg>
  );
}
