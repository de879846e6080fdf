'use client';

import { type ReactNode, useEffect, useRef, useState } from 'react';

interface ChartFrameProps {
  readonly heightPx: number;
  readonly children: (widthPx: number) => ReactNode;
}

/** Measures its width and draws the chart into it; before that, and without scripts, an empty place of the same height. */
export function ChartFrame({ heightPx, children }: ChartFrameProps) {
  const frame = useRef<HTMLDivElement>(null);
  const [widthPx, setWidthPx] = useState(0);
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
    <div ref={frame} className="chart" style={{ height: heightPx }}>
      {widthPx > 0 ? children(widthPx) : null}
    </div>
  );
}
