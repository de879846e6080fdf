'use client';

import { createParser, useQueryState } from 'nuqs';
import { useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import { clampView, fitView, isWhole, parseView, serializeView, type TimeView } from './view';

const parseAsView = createParser<TimeView>({
  parse: parseView,
  serialize: serializeView,
  eq: (a, b) => serializeView(a) === serializeView(b),
}).withOptions({ history: 'replace', scroll: false });

/** The URL follows when the hand rests: to write it costs every frame. */
const URL_DELAY_MS = 250;

/** What is shown, and how to change it: at once on the screen, a moment later in the URL. */
export interface TimelineView {
  readonly view: TimeView;
  /** However many changes come within a frame, it is drawn once. */
  readonly change: (next: (view: TimeView) => TimeView) => void;
}

/** The stretch of time shown, as the URL says it; the whole batch otherwise. */
export function useTimelineView(endUs: number): TimelineView {
  const [asked, setAsked] = useQueryState('view', parseAsView);
  const [view, setView] = useState(() => clampView(asked ?? fitView(endUs), endUs));
  const latest = useRef(view);
  const frame = useRef<number | null>(null);
  const written = useRef(asked === null ? '' : serializeView(asked));

  // Back and forward change the URL without us.
  const askedText = asked === null ? '' : serializeView(asked);
  useEffect(() => {
    if (askedText === written.current) return;
    written.current = askedText;
    latest.current = clampView(parseView(askedText) ?? fitView(endUs), endUs);
    setView(latest.current);
  }, [askedText, endUs]);

  // The axis itself has become longer or shorter: begin with all of it.
  const knownEndUs = useRef(endUs);
  useLayoutEffect(() => {
    if (knownEndUs.current === endUs) return;
    knownEndUs.current = endUs;
    written.current = '';
    latest.current = fitView(endUs);
    setView(latest.current);
    void setAsked(null);
  }, [endUs, setAsked]);

  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(
    () => () => {
      if (frame.current !== null) cancelAnimationFrame(frame.current);
      clearTimeout(timer.current);
    },
    [],
  );

  const change = useCallback(
    (next: (view: TimeView) => TimeView) => {
      latest.current = next(latest.current);
      clearTimeout(timer.current);
      timer.current = setTimeout(() => {
        const whole = isWhole(latest.current, endUs);
        written.current = whole ? '' : serializeView(latest.current);
        void setAsked(whole ? null : latest.current);
      }, URL_DELAY_MS);
      frame.current ??= requestAnimationFrame(() => {
        frame.current = null;
        // Drawn in this very frame: the axis follows the hand.
        flushSync(() => setView(latest.current));
      });
    },
    [endUs, setAsked],
  );
  return { view, change };
}
