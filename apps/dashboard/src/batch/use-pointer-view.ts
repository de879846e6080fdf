'use client';

import { type PointerEvent, type RefObject, useEffect, useRef, useState } from 'react';
import { panView, pinchView, type TimeView, zoomView } from './view';

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

/** Zoom and pan by hand: drag, two fingers, sideways wheel, and wheel with Ctrl or a pinch on a trackpad. */
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

  // Fingers on the timeline, where each was last, in px.
  const fingers = useRef(new Map<number, number>());
  const pinch = (event: PointerEvent, bounds: DOMRect) => {
    const before = shares(fingers.current, bounds);
    fingers.current.set(event.pointerId, event.clientX);
    const after = shares(fingers.current, bounds);
    if (before !== null && after !== null) change((view) => pinchView(view, endUs, before, after));
  };
  const end = () => {
    drag.current = null;
    setIsDragging(false);
  };
  const release = ({ pointerId }: PointerEvent) => {
    fingers.current.delete(pointerId);
    end();
  };
  return {
    isDragging,
    handlers: {
      onPointerDown: ({ button, clientX, pointerId, pointerType }: PointerEvent) => {
        const bounds = plot.current?.getBoundingClientRect();
        if (button !== 0 || bounds === undefined || clientX < bounds.left) return;
        if (pointerType === 'touch') fingers.current.set(pointerId, clientX);
        drag.current = { startX: clientX, lastX: clientX, hasMoved: false };
      },
      onPointerMove: (event: PointerEvent<HTMLElement>) => {
        const now = drag.current;
        const bounds = plot.current?.getBoundingClientRect();
        if (now === null || bounds === undefined || bounds.width === 0) return;
        if (fingers.current.size > 1) return pinch(event, bounds);
        // Let go of outside, where nobody told us.
        if (event.buttons === 0) return release(event);
        if (!now.hasMoved && Math.abs(event.clientX - now.startX) < MIN_DRAG_PX) return;
        if (!now.hasMoved) {
          now.hasMoved = true;
          event.currentTarget.setPointerCapture(event.pointerId);
          setIsDragging(true);
        }
        const share = (now.lastX - event.clientX) / bounds.width;
        now.lastX = event.clientX;
        if (event.pointerType === 'touch') fingers.current.set(event.pointerId, event.clientX);
        change((view) => panView(view, endUs, share));
      },
      onPointerUp: release,
      onPointerCancel: release,
    },
  };
}

/** Of exactly two fingers, where they are on the axis. */
function shares(fingers: ReadonlyMap<number, number>, { left, width }: DOMRect): readonly [number, number] | null {
  const [first, second] = [...fingers.values()].map((x) => (x - left) / width);
  return fingers.size !== 2 || first === undefined || second === undefined ? null : [first, second];
}
