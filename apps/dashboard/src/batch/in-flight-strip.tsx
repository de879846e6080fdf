import { formatCount } from '@/lib/format';
import type { InFlight } from './prepare-timeline';

const WIDTH = 1000;
const HEIGHT = 40;

interface InFlightStripProps {
  readonly inFlight: InFlight;
  readonly endUs: number;
}

/** How many attempts ran at a time, under the calls and on their axis, against the limit. */
export function InFlightStrip({ inFlight, endUs }: InFlightStripProps) {
  const { steps, most, limit } = inFlight;
  // A limit far above what ran would flatten the line: then only its number is said.
  const isLimitDrawn = limit !== null && limit <= 2 * most;
  const top = Math.max(1, most, isLimitDrawn ? limit : 0);
  const y = (count: number) => HEIGHT - (count / top) * HEIGHT;
  const x = (us: number) => (us / endUs) * WIDTH;
  const line = steps.map((step, index) => {
    const until = steps[index + 1]?.startUs ?? endUs;
    return `${index === 0 ? 'M' : 'L'}${x(step.startUs)} ${y(step.count)}H${x(until)}`;
  });
  return (
    <div className="in-flight">
      <div className="timeline-gutter">
        <span>
          <b>In flight</b>
          <br />
          <span className="note">
            most {formatCount(most)}, {limit === null ? 'no limit' : `limit ${formatCount(limit)}`}
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
            aria-label={`Attempts in flight: at most ${most}, ${limit === null ? 'no limit' : `limit ${limit}`}.`}
            width="100%"
            height={HEIGHT + 2}
            viewBox={`0 -1 ${WIDTH} ${HEIGHT + 2}`}
            preserveAspectRatio="none"
          >
            <path d={`${line.join('')}V${HEIGHT}H0Z`} fill="var(--run)" opacity="0.25" />
            <path
              d={line.join('')}
              fill="none"
              stroke="var(--run)"
              strokeWidth="1.5"
              vectorEffect="non-scaling-stroke"
            />
            {isLimitDrawn ? (
              <path
                d={`M0 ${y(limit)}H${WIDTH}`}
                stroke="var(--wait-global-slot)"
                strokeWidth="1.5"
                strokeDasharray="5 3"
                vectorEffect="non-scaling-stroke"
              />
            ) : null}
          </svg>
        </div>
      </div>
    </div>
  );
}
