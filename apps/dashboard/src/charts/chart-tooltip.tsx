import { useLayoutEffect, useRef, useState } from 'react';

/** What the tooltip says of a bucket: the time first, then the series in drawing order, then how many. */
export interface TooltipModel {
  readonly span: string;
  readonly entries: readonly { readonly label: string; readonly value: string }[];
  readonly isIncomplete: boolean;
  /** Values that get a dot on the crosshair. */
  readonly pointValues?: readonly number[];
}

interface ChartTooltipProps {
  readonly model: TooltipModel;
  /** The crosshair. */
  readonly atPx: number;
  readonly leftPx: number;
  readonly rightPx: number;
  readonly topPx: number;
}

const DISTANCE_PX = 10;

/** Stands beside the crosshair, so that it covers no point, and inside the plot, so that it covers no axis. */
export function ChartTooltip({ model, atPx, leftPx, rightPx, topPx }: ChartTooltipProps) {
  const element = useRef<HTMLDivElement>(null);
  const [widthPx, setWidthPx] = useState(160);
  useLayoutEffect(() => {
    if (element.current !== null) setWidthPx(element.current.offsetWidth);
  });
  const fitsRight = atPx + DISTANCE_PX + widthPx <= rightPx;
  const left = fitsRight ? atPx + DISTANCE_PX : Math.max(leftPx, atPx - DISTANCE_PX - widthPx);
  return (
    <div ref={element} className="tooltip" style={{ left, top: topPx }}>
      <p className="font-[600] text-text">{model.span}</p>
      <dl>
        {model.entries.map(({ label, value }) => (
          <div className="contents" key={label}>
            <dt>{label}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {model.isIncomplete ? <p className="text-muted">not over yet</p> : null}
    </div>
  );
}
