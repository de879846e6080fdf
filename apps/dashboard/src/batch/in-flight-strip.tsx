import { memo } from 'react';
import { formatCount, formatDuration } from '@/lib/format';
import type { IdleGap } from './idle-gaps';
import type { InFlight } from './prepare-in-flight';
import { cutToView, placeIn, type TimeView } from './view';

const WIDTH = 1000;
const HEIGHT = 40;

interface InFlightStripProps {
  readonly inFlight: InFlight;
  readonly endUs: number;
  readonly view: TimeView;
  readonly gaps: readonly IdleGap[];
  readonly isShort: boolean;
  /** Draws the gaps short, or to scale again. */
  readonly onShorten: (isShort: boolean) => void;
}

/** How many attempts ran at a time, under the calls and on their axis, against the limit. */
export function InFlightStrip(props: InFlightStripProps) {
  const { inFlight, endUs, view, gaps, isShort, onShorten } = props;
  const { most, limit, mean, alone } = inFlight;
  // A limit far above what ran would flatten the line: then only its number is said.
  const isLimitDrawn = limit !== null && limit <= 2 * most;
  const top = Math.max(1, most, isLimitDrawn ? limit : 0);
  const x = (us: number) => (us / endUs) * WIDTH;
  const limitWords = limit === null ? 'no limit' : `limit ${formatCount(limit)}`;
  const aloneShown = alone === null ? null : cutToView(view, alone.startUs, alone.endUs);
  return (
    <div className="in-flight">
      <div className="timeline-gutter">
        <span>
          <b>In flight</b>
          <br />
          <span className="note">
            {limitWords}
            {mean === null ? null : `, mean ${mean.toFixed(1)}`}
          </span>
        </span>
        <span className="note scale" aria-hidden="true">
          <span>{formatCount(top)}</span>
          <span>0</span>
        </span>
      </div>
      <div className="timeline-track">
        <div className="timeline-plot">
          <svg
            role="img"
            aria-label={`Attempts in flight: at most ${most}, ${limitWords}.`}
            width="100%"
            height={HEIGHT + 2}
            viewBox={`${x(view.fromUs)} -1 ${x(view.toUs) - x(view.fromUs)} ${HEIGHT + 2}`}
            preserveAspectRatio="none"
          >
            <Steps inFlight={inFlight} endUs={endUs} top={top} />
            {isLimitDrawn ? (
              <path
                d={`M0 ${yOf(limit, top)}H${WIDTH}`}
                stroke="var(--wait-global-slot)"
                strokeWidth="1.5"
                strokeDasharray="5 3"
                vectorEffect="non-scaling-stroke"
              />
            ) : null}
          </svg>
          {alone === null || aloneShown === null ? null : (
            <span className="alone-note" style={{ left: placeIn(view, Math.max(view.fromUs, aloneShown.fromUs)) }}>
              one call alone for {formatDuration(alone.endUs - alone.startUs)}
            </span>
          )}
          {gaps.map((gap, index) => {
            // Gaps never change places.
            const key = index;
            return <GapButton key={key} gap={gap} view={view} isShort={isShort} onShorten={onShorten} />;
          })}
        </div>
      </div>
    </div>
  );
}

interface GapButtonProps extends Pick<InFlightStripProps, 'view' | 'isShort' | 'onShorten'> {
  readonly gap: IdleGap;
}

/** In a gap, where nothing else is drawn: leaves it out, or draws it again. */
function GapButton({ gap, view, isShort, onShorten }: GapButtonProps) {
  const shown = cutToView(view, gap.startUs, gap.endUs);
  if (shown === null) return null;
  const title = `Nothing ran for ${gap.duration}: draw it ${isShort ? 'to scale' : 'short'}`;
  return (
    <button
      type="button"
      className="gap-button"
      style={{ left: placeIn(view, (shown.fromUs + shown.toUs) / 2) }}
      title={title}
      aria-label={title}
      onClick={() => onShorten(!isShort)}
    >
      {isShort ? gap.duration : `idle ${gap.duration}: shorten`}
    </button>
  );
}

function yOf(count: number, top: number): number {
  return HEIGHT - (count / top) * HEIGHT;
}

interface StepsProps {
  readonly inFlight: InFlight;
  readonly endUs: number;
  readonly top: number;
}

// Drawn once for the whole batch: zooming only changes which part of it is seen.
const Steps = memo(function Steps({ inFlight: { steps }, endUs, top }: StepsProps) {
  const x = (us: number) => (us / endUs) * WIDTH;
  const line = steps
    .map((step, index) => {
      const until = steps[index + 1]?.startUs ?? endUs;
      return `${index === 0 ? 'M' : 'L'}${x(step.startUs)} ${yOf(step.count, top)}H${x(until)}`;
    })
    .join('');
  return (
    <>
      <path d={`${line}V${HEIGHT}H0Z`} fill="var(--run)" opacity="0.25" />
      <path d={line} fill="none" stroke="var(--run)" strokeWidth="1.5" vectorEffect="non-scaling-stroke" />
    </>
  );
});
