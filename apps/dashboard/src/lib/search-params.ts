import type { BatchCursor } from '@parallel-tools/metrics/queries';
import {
  createLoader,
  createParser,
  createSerializer,
  type inferParserType,
  parseAsInteger,
  parseAsStringLiteral,
} from 'nuqs/server';
import { RANGE_PRESETS } from './range';

// Before the first release there is nothing to show, and years of five digits only upset formatting.
const EARLIEST_MS = Date.UTC(2020, 0, 1);
const LATEST_MS = Date.UTC(9999, 0, 1);
const MAX_BATCH_ID_LENGTH = 200;

/** An instant as epoch ms in code and ISO 8601 in the URL; anything else counts as absent. */
const parseAsInstant = createParser<number>({
  parse: (text) => {
    const epochMs = Date.parse(text);
    return epochMs >= EARLIEST_MS && epochMs < LATEST_MS ? epochMs : null;
  },
  serialize: (epochMs) => new Date(epochMs).toISOString(),
});

/** Where a page of batches begins: `<startedAtMs>_<batchId>`; by makespan, `<startedAtMs>.<makespanUs>_<batchId>`. */
const parseAsBatchCursor = createParser<BatchCursor>({
  parse: (text) => {
    const match = /^(\d{1,15})(?:\.(\d{1,15}))?_(.+)$/s.exec(text);
    if (!match?.[1] || !match[3] || match[3].length > MAX_BATCH_ID_LENGTH) return null;
    const cursor = { startedAtMs: Number(match[1]), batchId: match[3] };
    return match[2] === undefined ? cursor : { ...cursor, makespanUs: Number(match[2]) };
  },
  serialize: ({ startedAtMs, batchId, makespanUs }) =>
    `${startedAtMs}${makespanUs === undefined ? '' : `.${makespanUs}`}_${batchId}`,
  eq: (a, b) => a.startedAtMs === b.startedAtMs && a.batchId === b.batchId && a.makespanUs === b.makespanUs,
});

// A range is a place one comes back to; the server reads the numbers anew for it.
const asPlace = { history: 'push', shallow: false } as const;

/** What every page's URL may say of the range. Values that do not parse count as absent. */
export const rangeParams = {
  range: parseAsStringLiteral(RANGE_PRESETS).withOptions(asPlace),
  /** Where the preset ends; absent means now. */
  until: parseAsInstant.withOptions(asPlace),
  /** Both together are a range of its own. */
  from: parseAsInstant.withOptions(asPlace),
  to: parseAsInstant.withOptions(asPlace),
};

/** Which page of a list is shown. A link that changes what is listed leaves it out. */
export const pagingParams = {
  /** Batches older than this one are shown. */
  after: parseAsBatchCursor,
  /** Number of the first batch shown, for "51–100 of N"; keyset paging does not know it. */
  row: parseAsInteger,
};

const overviewParams = {
  ...rangeParams,
  ...pagingParams,
};

export const loadRangeParams = createLoader(rangeParams);
export const loadOverviewParams = createLoader(overviewParams);
export const overviewUrl = createSerializer(overviewParams);

/** Adds a range to a path: what a link to another page carries along. */
export const rangeUrl = createSerializer(rangeParams);

/** Changes what is listed, and with it goes back to the first page of it; whatever else the URL says stays. */
export function relistedUrl(url: string, change: Parameters<typeof rangeUrl>[1]): string {
  return relist(url, { ...change, after: null, row: null });
}

const relist = createSerializer({ ...rangeParams, ...pagingParams });

const MAX_FILTER_LENGTH = 300;

/** Words of a filter; far longer ones than any name count as absent. */
const parseAsFilterText = createParser<string>({
  parse: (text) => (text === '' || text.length > MAX_FILTER_LENGTH ? null : text),
  serialize: (text) => text,
});

const MAX_SLOWER_MS = 1_000_000_000;

const parseAsMilliseconds = createParser<number>({
  parse: (text) => {
    const ms = Number(text);
    return /^\d{1,10}$/.test(text) && ms <= MAX_SLOWER_MS ? ms : null;
  },
  serialize: String,
});

/** Which batches a list holds; all that are given must hold. */
export const batchFilterParams = {
  /** With a call of this tool. */
  tool: parseAsFilterText,
  outcome: parseAsStringLiteral(['ok', 'partial', 'failed', 'cancelled'] as const),
  session: parseAsFilterText,
  agent: parseAsFilterText,
  /** Makespan of at least so many ms. */
  slower: parseAsMilliseconds,
  /** With a call that ended with this code. */
  code: parseAsFilterText,
  /** With a call that did not end `ok`. */
  failed: parseAsStringLiteral(['1'] as const),
  /** An id or a name begins so. */
  q: parseAsFilterText,
  order: parseAsStringLiteral(['newest', 'oldest', 'slowest'] as const),
};

const batchListParams = { ...rangeParams, ...pagingParams, ...batchFilterParams };

export const loadBatchListParams = createLoader(batchListParams);
export type BatchListParams = inferParserType<typeof batchListParams>;

/** Adds filters and range to a path: what a chart's point leads to, and what the list's own controls change. */
export const batchListUrl = createSerializer(batchListParams);
