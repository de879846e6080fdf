'use client';

import { CAUSES } from '@/ui/causes';
import { DataTable } from '@/ui/data-table';
import { useElementWidth } from '@/ui/use-element-width';
import type { PathStretch } from './prepare-path';
import { cutToView, placeIn, type TimeView } from './view';

interface CriticalStripProps {
  readonly stretches: readonly PathStretch[];
  readonly makespan: string;
  readonly view: TimeView;
  readonly onSelect: (rowIndex: number) => void;
}

// Under this a stretch has no room for its name; its hatch still says what it is.
const MIN_LABEL_PX = 40;
const CHARACTER_PX = 5.6;

/** The critical path laid on the time axis: without holes, its parts are the makespan. */
export function CriticalStrip({ stretches, makespan, view, onSelect }: CriticalStripProps) {
  const [plot, widthPx] = useElementWidth<HTMLDivElement>(560);
  const spanUs = view.toUs - view.fromUs;
  return (
    <div className="critical-strip">
      <div className="timeline-gutter">
        <b>Critical path</b>
        <span className="critical-total">{makespan}</span>
      </div>
      <div className="timeline-track" aria-hidden="true">
        <div className="timeline-plot" ref={plot}>
          <svg width="100%" height="20" aria-hidden="true">
            {stretches.map((stretch) => {
              const shown = cutToView(view, stretch.startUs, stretch.endUs);
              if (shown === null) return null;
              const x = placeIn(view, shown.fromUs);
              const width = placeIn(view, view.fromUs + (shown.toUs - shown.fromUs));
              return (
                // biome-ignore lint/a11y/noStaticElementInteractions: a short cut for the hand; the rows take the keys.
                <g key={stretch.startUs} onClick={() => onSelect(stretch.rowIndex)}>
                  <title>{stretch.sentence}</title>
                  <rect
                    x={x}
                    height="18"
                    y="1"
                    fill={CAUSES[stretch.kind].fill}
                    style={{ width: `max(1px, ${width})` }}
                    data-path={stretch.kind}
                  />
                  {stretch.kind === 'run' ? <rect x={x} y="1" width="1" height="18" fill="var(--surface)" /> : null}
                </g>
              );
            })}
          </svg>
          {stretches.map((stretch) => {
            const shown = cutToView(view, stretch.startUs, stretch.endUs);
            if (shown === null) return null;
            const px = ((Math.min(view.toUs, shown.toUs) - Math.max(view.fromUs, shown.fromUs)) / spanUs) * widthPx;
            if (px < Math.max(MIN_LABEL_PX, stretch.label.length * CHARACTER_PX, stretch.duration.length * 6))
              return null;
            const centerUs = (Math.max(view.fromUs, shown.fromUs) + Math.min(view.toUs, shown.toUs)) / 2;
            return (
              <span className="critical-label" key={stretch.startUs} style={{ left: placeIn(view, centerUs) }}>
                {stretch.label}
                <b>{stretch.duration}</b>
              </span>
            );
          })}
        </div>
      </div>
      <DataTable
        caption="The critical path, part by part"
        head={['Part', 'Time']}
        rows={stretches.map((stretch) => [stretch.sentence, stretch.duration])}
      />
    </div>
  );
}
