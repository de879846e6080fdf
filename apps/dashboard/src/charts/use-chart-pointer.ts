import { usePathname, useRouter, useSearchParams } from 'next/navigation';
import { type KeyboardEvent, type PointerEvent, useRef, useState } from 'react';
import { relistedUrl } from '@/lib/search-params';
import { moveCrosshair, useCrosshair } from './crosshair';
import { bucketAt, type PlotScales } from './scales';

/** Buckets marked to become the range, both included. */
export interface Brush {
  readonly first: number;
  readonly last: number;
}

interface ChartPointerOptions {
  readonly id: string;
  readonly startsMs: readonly number[];
  readonly bucketMs: number;
  readonly scales: PlotScales;
  readonly drillUrl: (startMs: number) => string;
}

const DRAG_PX = 5;

/**
 * What pointer and keys do on a chart over time. Hovering or arrows move the crosshair; a click or Enter opens the
 * batches behind it; dragging, or arrows with Shift and then Enter, make the marked time the range of the page.
 */
export function useChartPointer({ id, startsMs, bucketMs, scales, drillUrl }: ChartPointerOptions) {
  const router = useRouter();
  const path = usePathname();
  const search = useSearchParams();
  const crosshair = useCrosshair();
  const [marked, setMarked] = useState<{ readonly anchor: number; readonly head: number } | null>(null);
  const pressed = useRef<{ readonly xPx: number; readonly index: number; readonly wasHere: boolean } | null>(null);
  const here = crosshair === null ? -1 : startsMs.indexOf(crosshair.startMs);

  const moveTo = (index: number) => {
    const startMs = startsMs[index];
    if (startMs !== undefined) moveCrosshair({ startMs, ownerId: id });
  };
  const leave = () => {
    setMarked(null);
    pressed.current = null;
    moveCrosshair(null);
  };
  const open = (index: number) => {
    const startMs = startsMs[index];
    if (startMs !== undefined) router.push(drillUrl(startMs));
  };
  const select = (brush: Brush) => {
    const from = startsMs[brush.first];
    const last = startsMs[brush.last];
    leave();
    if (from === undefined || last === undefined) return;
    const change = { range: null, until: null, from, to: last + bucketMs };
    router.push(relistedUrl(`${path}?${search}`, change), { scroll: false });
  };
  const indexOf = (event: PointerEvent<SVGSVGElement>) =>
    bucketAt(scales, startsMs.length, event.clientX - event.currentTarget.getBoundingClientRect().left);

  const handlers = {
    onPointerMove(event: PointerEvent<SVGSVGElement>) {
      const index = indexOf(event);
      const start = pressed.current;
      if (start !== null && Math.abs(event.clientX - start.xPx) >= DRAG_PX && event.pointerType !== 'touch') {
        const held = index ?? (event.clientX < start.xPx ? 0 : startsMs.length - 1);
        setMarked({ anchor: start.index, head: held });
        moveTo(held);
        return;
      }
      if (index === null) {
        if (crosshair?.ownerId === id) moveCrosshair(null);
      } else moveTo(index);
    },
    onPointerLeave() {
      if (pressed.current === null && crosshair?.ownerId === id) moveCrosshair(null);
    },
    onPointerDown(event: PointerEvent<SVGSVGElement>) {
      const index = indexOf(event);
      if (index === null || event.button !== 0) return;
      pressed.current = { xPx: event.clientX, index, wasHere: index === here };
      if (event.pointerType !== 'touch') event.currentTarget.setPointerCapture(event.pointerId);
      moveTo(index);
    },
    onPointerUp(event: PointerEvent<SVGSVGElement>) {
      const start = pressed.current;
      pressed.current = null;
      if (start === null) return;
      if (marked !== null) return select(brushOf(marked));
      // A finger has no hover: its first tap reads, its second opens.
      if (event.pointerType !== 'touch' || start.wasHere) open(start.index);
    },
    onPointerCancel: leave,
    onFocus() {
      if (here < 0) return;
      moveTo(here);
    },
    onBlur() {
      if (crosshair?.ownerId === id) leave();
    },
    onKeyDown(event: KeyboardEvent<SVGSVGElement>) {
      const next = keyTarget(event.key, here, startsMs.length);
      if (next !== null) {
        event.preventDefault();
        setMarked(event.shiftKey ? { anchor: marked?.anchor ?? Math.max(here, 0), head: next } : null);
        moveTo(next);
      } else if (event.key === 'Enter' && here >= 0) {
        event.preventDefault();
        if (marked === null) open(here);
        else select(brushOf(marked));
      } else if (event.key === 'Escape') leave();
    },
  };
  return { brush: marked === null ? null : brushOf(marked), handlers };
}

function brushOf({ anchor, head }: { readonly anchor: number; readonly head: number }): Brush {
  return { first: Math.min(anchor, head), last: Math.max(anchor, head) };
}

function keyTarget(key: string, here: number, count: number): number | null {
  switch (key) {
    case 'ArrowRight':
      return Math.min(count - 1, here + 1);
    case 'ArrowLeft':
      return here < 0 ? count - 1 : Math.max(0, here - 1);
    case 'Home':
      return 0;
    case 'End':
      return count - 1;
    default:
      return null;
  }
}
