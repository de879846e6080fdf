import type { BatchFilter } from '@parallel-tools/metrics/queries';
import { cutMiddle, displayName } from '@/lib/display-name';
import { formatDuration } from '@/lib/format';
import type { BatchListParams } from '@/lib/search-params';

/** The parameters that filter, in the order their chips stand. */
const FILTER_KEYS = ['tool', 'outcome', 'failed', 'code', 'session', 'agent', 'slower', 'q'] as const;

export type FilterKey = (typeof FILTER_KEYS)[number];

/** One filter that holds, as words. */
export interface FilterChip {
  readonly key: FilterKey;
  readonly text: string;
}

/** What the URL filters by, for the query. */
export function batchFilter(params: Pick<BatchListParams, FilterKey>): BatchFilter {
  return {
    ...(params.tool !== null && { toolName: params.tool }),
    ...(params.outcome !== null && { outcome: params.outcome }),
    ...(params.failed !== null && { failedOnly: true }),
    ...(params.code !== null && { errorCode: params.code }),
    ...(params.session !== null && { sessionId: params.session }),
    ...(params.agent !== null && { agent: params.agent }),
    ...(params.slower !== null && { slowerThanUs: params.slower * 1000 }),
    ...(params.q !== null && { search: params.q }),
  };
}

/** The same as chips: what a list that was reached from a chart holds. */
export function filterChips(params: Pick<BatchListParams, FilterKey>): readonly FilterChip[] {
  return FILTER_KEYS.flatMap((key) => {
    const text = chipText(key, params);
    return text === null ? [] : [{ key, text }];
  });
}

function chipText(key: FilterKey, params: Pick<BatchListParams, FilterKey>): string | null {
  const value = params[key];
  if (value === null) return null;
  switch (key) {
    case 'failed':
      return params.tool === null ? 'with a failed call' : 'where it failed';
    case 'slower':
      return `makespan from ${formatDuration(Number(value) * 1000)}`;
    case 'q':
      return `begins with ${shown(value)}`;
    case 'code':
      return `code: ${shown(value)}`;
    default:
      return `${key}: ${shown(value)}`;
  }
}

function shown(value: string | number): string {
  return cutMiddle(displayName(String(value)));
}
