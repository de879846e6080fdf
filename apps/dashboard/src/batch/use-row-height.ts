'use client';

import { useSyncExternalStore } from 'react';

const NARROW = '(width < 640px)';
const COARSE = '(pointer: coarse)';
/** As the style sheet has them. */
const ROW_HEIGHTS = { narrow: 48, coarse: 44, fine: 25 } as const;

/** Height of a row of the timeline in px: fingers need more, and a narrow screen puts the name over the bar. */
export function useRowHeight(): number {
  return useSyncExternalStore(subscribe, currentHeight, () => ROW_HEIGHTS.fine);
}

function subscribe(onChange: () => void): () => void {
  const queries = [NARROW, COARSE].map((query) => matchMedia(query));
  for (const query of queries) query.addEventListener('change', onChange);
  return () => {
    for (const query of queries) query.removeEventListener('change', onChange);
  };
}

function currentHeight(): number {
  if (matchMedia(NARROW).matches) return ROW_HEIGHTS.narrow;
  return matchMedia(COARSE).matches ? ROW_HEIGHTS.coarse : ROW_HEIGHTS.fine;
}
