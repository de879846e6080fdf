'use client';

import { defaultRangeExtractor, useVirtualizer } from '@tanstack/react-virtual';
import { type RefObject, useEffect, useLayoutEffect, useRef, useState } from 'react';

interface MountedRowsOptions {
  readonly count: number;
  readonly rowHeightPx: number;
  /** Then the rows scroll in a window of their own, and only those in sight are in the page. */
  readonly isLong: boolean;
  /** Stays in the page wherever it is: the list points at it. */
  readonly selectedPosition: number | null;
}

interface MountedRows {
  readonly scroller: RefObject<HTMLDivElement | null>;
  readonly list: RefObject<HTMLDivElement | null>;
  /** Positions of the rows in the page, ascending. */
  readonly positions: readonly number[];
  /** Brings a row into the window; nothing where the page itself scrolls. */
  readonly scrollTo: (position: number) => void;
}

const OVERSCAN = 4;
/** Before the window is measured, as on the server. */
const INITIAL_HEIGHT_PX = 600;

/** Which rows of the timeline are in the page. */
export function useMountedRows({ count, rowHeightPx, isLong, selectedPosition }: MountedRowsOptions): MountedRows {
  const scroller = useRef<HTMLDivElement>(null);
  const list = useRef<HTMLDivElement>(null);
  const [headPx, setHeadPx] = useState(0);
  useLayoutEffect(() => {
    const head = list.current?.parentElement;
    if (isLong && head instanceof HTMLElement) setHeadPx(head.offsetTop);
  }, [isLong]);
  const virtualizer = useVirtualizer({
    count,
    enabled: isLong,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeightPx,
    overscan: OVERSCAN,
    scrollMargin: headPx,
    scrollPaddingStart: headPx,
    scrollPaddingEnd: rowHeightPx * 2,
    initialRect: { width: 1000, height: INITIAL_HEIGHT_PX },
    rangeExtractor: (range) => {
      const inSight = defaultRangeExtractor(range);
      if (selectedPosition === null || inSight.includes(selectedPosition)) return inSight;
      return [...inSight, selectedPosition].sort((a, b) => a - b);
    },
  });
  useEffect(() => {
    if (rowHeightPx > 0) virtualizer.measure();
  }, [virtualizer, rowHeightPx]);
  return {
    scroller,
    list,
    positions: isLong
      ? virtualizer.getVirtualItems().map(({ index }) => index)
      : Array.from({ length: count }, (_, index) => index),
    scrollTo: (position) => {
      if (isLong) virtualizer.scrollToIndex(position, { align: 'auto' });
    },
  };
}
