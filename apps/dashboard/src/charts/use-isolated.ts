'use client';

import { createParser, useQueryState } from 'nuqs';

const MAX_KEY_LENGTH = 40;

const parseAsSeries = createParser<string>({
  parse: (text) => (text === '' || text.length > MAX_KEY_LENGTH ? null : text),
  serialize: (key) => key,
}).withOptions({ history: 'replace', scroll: false });

/** Which series of a chart stands alone, for its legend and its drawing alike; in the URL as `<chart>-only`. */
export function useIsolated<K extends string>(chart: string, keys: readonly K[]) {
  const [asked, setAsked] = useQueryState(`${chart}-only`, parseAsSeries);
  const isolated = keys.find((key) => key === asked) ?? null;
  return {
    isolated,
    /** What is drawn: one, or all. */
    shown: isolated === null ? keys : [isolated],
    toggle: (key: K) => void setAsked(key === isolated ? null : key),
  };
}
