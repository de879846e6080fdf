'use client';

import { Slider } from '@base-ui/react/slider';
import { memo } from 'react';
import { formatDuration } from '@/lib/format';
import type { TimelineRow } from './prepare-row';
import { clampView, type TimeView } from './view';

interface OverviewBrushProps {
  readonly rows: readonly TimelineRow[];
  readonly endUs: number;
  readonly view: TimeView;
  readonly onChange: (view: TimeView) => void;
}

const STEPS = 1000;

/** The whole batch in a finger's height, with handles around the stretch that is shown. */
export function OverviewBrush({ rows, endUs, view, onChange }: OverviewBrushProps) {
  const stepUs = endUs / STEPS;
  const value = [Math.round(view.fromUs / stepUs), Math.round(view.toUs / stepUs)];
  return (
    <div className="overview-brush">
      <div className="timeline-gutter">
        <b>All {rows.length.toLocaleString('en-US')} calls</b>
      </div>
      <div className="timeline-track">
        <div className="timeline-plot">
          <OverviewRows rows={rows} endUs={endUs} />
          <Slider.Root
            className="brush"
            min={0}
            max={STEPS}
            step={1}
            largeStep={STEPS / 10}
            minStepsBetweenValues={1}
            value={value}
            onValueChange={(next) => {
              const [from = 0, to = STEPS] = next as number[];
              onChange(clampView({ fromUs: from * stepUs, toUs: to * stepUs }, endUs));
            }}
          >
            <Slider.Control className="brush-control">
              <Slider.Track className="brush-track">
                <Slider.Indicator className="brush-window" />
                {['Shown from', 'Shown to'].map((label, index) => (
                  <Slider.Thumb
                    key={label}
                    index={index}
                    className="brush-handle"
                    aria-label={label}
                    getAriaValueText={(_, step) => formatDuration(step * stepUs)}
                  />
                ))}
              </Slider.Track>
            </Slider.Control>
          </Slider.Root>
        </div>
      </div>
    </div>
  );
}

const WIDTH = 1000;
const HEIGHT = 36;

const OverviewRows = memo(function OverviewRows({ rows, endUs }: Pick<OverviewBrushProps, 'rows' | 'endUs'>) {
  const x = (us: number) => ((us / endUs) * WIDTH).toFixed(1);
  const lines = (isCritical: boolean) =>
    rows
      .flatMap((row, index) => {
        if (row.isCritical !== isCritical) return [];
        const y = (((index + 0.5) / rows.length) * HEIGHT).toFixed(1);
        return row.attempts.map(({ startUs, endUs: untilUs }) => `M${x(startUs)} ${y}H${x(untilUs)}`);
      })
      .join('');
  return (
    <svg
      className="brush-rows"
      width="100%"
      height={HEIGHT}
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      preserveAspectRatio="none"
      aria-hidden="true"
    >
      <path d={lines(false)} stroke="var(--run)" opacity="0.6" vectorEffect="non-scaling-stroke" />
      <path d={lines(true)} stroke="var(--critical)" strokeWidth="1.5" vectorEffect="non-scaling-stroke" />
    </svg>
  );
});
