import type { RefObject } from 'react';
import { formatTick } from '@/lib/format';
import { ticksIn } from './ticks';
import { placeIn, type TimeView } from './view';

interface TimelineAxisProps {
  readonly view: TimeView;
  readonly endUs: number;
  readonly endLabel: string;
}

// Nearer to the end than this, a label would run into that of the makespan.
const END_ROOM = 0.08;
const PHONE_END_ROOM = 0.2;

/** Round times over the calls, and the makespan in full ink where it is in view. */
export function TimelineAxis({ view, endUs, endLabel }: TimelineAxisProps) {
  const spanUs = view.toUs - view.fromUs;
  const showsEnd = view.toUs >= endUs;
  return (
    <div className="timeline-axis" aria-hidden="true">
      <div className="timeline-plot">
        {ticksIn(view).map((atUs, index) =>
          showsEnd && atUs > endUs - spanUs * END_ROOM ? null : (
            <span
              key={atUs}
              className={index % 2 === 1 || atUs > view.toUs - spanUs * PHONE_END_ROOM ? 'not-phone' : undefined}
              style={{ left: placeIn(view, atUs) }}
            >
              {formatTick(atUs, spanUs)}
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
  /** Measured by those who zoom by hand. */
  readonly plot: RefObject<HTMLDivElement | null>;
}

/** Hairlines at the same times, behind the calls. */
export function TimelineGrid({ view, endUs, plot }: TimelineGridProps) {
  return (
    <div className="timeline-grid" aria-hidden="true">
      <div className="timeline-plot" ref={plot}>
        {ticksIn(view).map((atUs) => (
          <i key={atUs} style={{ left: placeIn(view, atUs) }} />
        ))}
        {view.toUs >= endUs ? <i className="end" style={{ left: '100%' }} /> : null}
      </div>
    </div>
  );
}
