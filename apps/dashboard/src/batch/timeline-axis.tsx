import type { RefObject } from 'react';
import { formatTick } from '@/lib/format';
import type { IdleGap, ScaleStretch } from './idle-gaps';
import { ticksIn } from './ticks';
import { cutToView, placeIn, type TimeView } from './view';

interface TimelineAxisProps {
  readonly view: TimeView;
  readonly endUs: number;
  readonly scale: readonly ScaleStretch[];
  readonly endLabel: string;
}

// Nearer to the end than this, a label would run into that of the makespan.
const END_ROOM = 0.08;
const PHONE_END_ROOM = 0.2;

/** Round times over the calls, and the makespan in full ink where it is in view. */
export function TimelineAxis({ view, endUs, scale, endLabel }: TimelineAxisProps) {
  const spanUs = view.toUs - view.fromUs;
  const showsEnd = view.toUs >= endUs;
  return (
    <div className="timeline-axis" aria-hidden="true">
      <div className="timeline-plot">
        {ticksIn(view, scale).map(({ us, atUs }, index) =>
          showsEnd && atUs > endUs - spanUs * END_ROOM ? null : (
            <span
              key={us}
              className={index % 2 === 1 || atUs > view.toUs - spanUs * PHONE_END_ROOM ? 'not-phone' : undefined}
              style={{ left: placeIn(view, atUs) }}
            >
              {formatTick(us, spanUs)}
            </span>
          ),
        )}
        {showsEnd ? <b style={{ left: '100%' }}>{endLabel}</b> : null}
      </div>
    </div>
  );
}

interface TimelineGridProps {
  readonly view: TimeView;
  readonly endUs: number;
  readonly scale: readonly ScaleStretch[];
  /** Drawn short: their times are hatched. */
  readonly shortGaps: readonly IdleGap[];
  /** Measured by those who zoom by hand. */
  readonly plot: RefObject<HTMLDivElement | null>;
}

/** Hairlines at the same times, behind the calls. */
export function TimelineGrid({ view, endUs, scale, shortGaps, plot }: TimelineGridProps) {
  return (
    <div className="timeline-grid" aria-hidden="true">
      <div className="timeline-plot" ref={plot}>
        {ticksIn(view, scale).map(({ us, atUs }) => (
          <i key={us} style={{ left: placeIn(view, atUs) }} />
        ))}
        {shortGaps.map((gap) => {
          const shown = cutToView(view, gap.startUs, gap.endUs);
          if (shown === null) return null;
          const left = placeIn(view, shown.fromUs);
          return (
            <span
              key={gap.startUs}
              className="idle-gap"
              data-mark="idle"
              style={{ left, width: `calc(${placeIn(view, shown.toUs)} - ${left})` }}
            />
          );
        })}
        {view.toUs >= endUs ? <i className="end" style={{ left: '100%' }} /> : null}
      </div>
    </div>
  );
}
