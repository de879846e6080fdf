'use client';

import { type PointerEvent, type RefObject, useEffect, useRef, useState } from 'react';
import { panView, type TimeView, zoomView } from './view';

interface PointerViewOptions {
  /** Where wheel and drag count. */
  readonly body: RefObject<HTMLElement | null>;
  /** The time axis itself: its width is the view. */
  readonly plot: RefObject<HTMLElement | null>;
  readonly endUs: number;
  readonly change: (next: (view: TimeView) => TimeView) => void;
}

// A hand that only clicks moves a little, too.
const MIN_DRAG_PX = 4;
const WHEEL_ZOOM = 0.0022;
const LINE_PX = 25;

/** Zoom and pan by hand: drag, sideways wheel, and wheel with Ctrl or a pinch on a trackpad. */
export function usePointerView({ body, plot, endUs, change }: PointerViewOptions) {
  const drag = useRef<{ readonly startX: number; lastX: number; hasMoved: boolean } | null>(null);
  const [isDragging, setIsDragging] = useState(false);

  useEffect(() => {
    const element = body.current;
    if (element === null) return;
    const turn = (event: WheelEvent) => {
      const bounds = plot.current?.getBoundingClientRect();
      if (bounds === undefined || bounds.width === 0) return;
      const unitPx = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? LINE_PX : 1;
      if (event.ctrlKey || event.metaKey) {
        event.preventDefault();
        const share = (event.clientX - bounds.left) / bounds.width;
        const factor = Math.exp(-event.deltaY * unitPx * WHEEL_ZOOM);
        change((view) => zoomView(view, endUs, factor, view.fromUs + share * (view.toUs - view.fromUs)));
        return;
      }
      const sideways = event.shiftKey && event.deltaX === 0 ? event.deltaY : event.deltaX;
      if (Math.abs(sideways) <= Math.abs(event.shiftKey ? 0 : event.deltaY)) return;
      event.preventDefault();
      change((view) => panView(view, endUs, (sideways * unitPx) / bounds.width));
    };
    // React listens passively, and could not keep the page from zooming.
    element.addEventListener('wheel', turn, { passive: false });
    return () => element.removeEventListener('wheel', turn);
  }, [body, plot, endUs, change]);

  const end = () => {
    drag.current = null;
    setIsDragging(false);
  };
  return {
    isDragging,
    handlers: {
      onPointerDown: ({ button, clientX }: PointerEvent) => {
        const bounds = plot.current?.getBoundingClientRect();
        if (button !== 0 || bounds === undefined || clientX < bounds.left) return;
        drag.current = { startX: clientX, lastX: clientX, hasMoved: false };
      },
      onPointerMove: (event: PointerEvent<HTMLElement>) => {
        const now = drag.current;
        const widthPx = plot.current?.getBoundingClientRect().width ?? 0;
        if (now === null || widthPx === 0) return;
        // Let go of outside, where nobody told us.
        if (event.buttons === 0) return end();
        if (!now.hasMoved && Math.abs(event.clientX - now.startX) < MIN_DRAG_PX) return;
        if (!now.hasMoved) {
          now.hasMoved = true;
          event.currentTarget.setPointerCapture(event.pointerId);
          setIsDragging(true);
        }
        const share = (now.lastX - event.clientX) / widthPx;
        now.lastX = event.clientX;
        change((view) => panView(view, endUs, share));
      },
      onPointerUp: end,
      onPointerCancel: end,
    },
  };
}
