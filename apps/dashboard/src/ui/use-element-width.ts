'use client';

import { type RefObject, useEffect, useRef, useState } from 'react';

/**
 * The width of an element in px, as it changes.
 *
 * @param initialPx - Until it is known, as on the server.
 */
export function useElementWidth<E extends HTMLElement>(initialPx: number): readonly [RefObject<E | null>, number] {
  const ref = useRef<E>(null);
  const [widthPx, setWidthPx] = useState(initialPx);
  useEffect(() => {
    const element = ref.current;
    if (element === null) return;
    const observer = new ResizeObserver(([entry]) => {
      if (entry !== undefined && entry.contentRect.width > 0) setWidthPx(entry.contentRect.width);
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return [ref, widthPx];
}
