'use client';

import { type ReactNode, useEffect, useRef, useState } from 'react';

/** What a chart needs to know of the place it is drawn in. */
export interface ChartPlace {
  readonly widthPx: number;
  /** The pointer or the focus is here, and not on a chart that shares its crosshair. */
  readonly isOwner: boolean;
}

interface ChartFrameProps {
  readonly heightPx?: number;
  readonly children: (place: ChartPlace) => ReactNode;
}

/** Measures its width and draws the chart into it; before that, and without scripts, an empty place of the same height. */
export function ChartFrame({ heightPx, children }: ChartFrameProps) {
  const frame = useRef<HTMLDivElement>(null);
  const [widthPx, setWidthPx] = useState(0);
  const [isOwner, setIsOwner] = useState(false);
  useEffect(() => {
    const element = frame.current;
    if (element === null) return;
    const observer = new ResizeObserver(([entry]) => {
      if (entry !== undefined) setWidthPx(Math.floor(entry.contentRect.width));
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it only notices who owns the tooltip; the chart inside is the control.
    <div
      ref={frame}
      className="chart"
      style={heightPx === undefined ? undefined : { height: heightPx }}
      onPointerEnter={() => setIsOwner(true)}
      onPointerLeave={() => setIsOwner(false)}
      onFocus={() => setIsOwner(true)}
      onBlur={() => setIsOwner(false)}
    >
      {widthPx > 0 ? children({ widthPx, isOwner }) : null}
    </div>
  );
}
