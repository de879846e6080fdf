import type { BatchCursor } from '@parallel-tools/metrics/queries';
import { createLoader, createParser, createSerializer, parseAsInteger, parseAsStringLiteral } from 'nuqs/server';
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

/** Where a page of batches begins: `<startedAtMs>_<batchId>`. */
const parseAsBatchCursor = createParser<BatchCursor>({
  parse: (text) => {
    const match = /^(\d{1,15})_(.+)$/s.exec(text);
    if (!match?.[1] || !match[2] || match[2].length > MAX_BATCH_ID_LENGTH) return null;
    return { startedAtMs: Number(match[1]), batchId: match[2] };
  },
  serialize: ({ startedAtMs, batchId }) => `${startedAtMs}_${batchId}`,
  eq: (a, b) => a.startedAtMs === b.startedAtMs && a.batchId === b.batchId,
});

/** What the URL of the overview may say. Values that do not parse count as absent. */
const overviewParams = {
  range: parseAsStringLiteral(RANGE_PRESETS),
  /** Where the range ends; absent means now. */
  until: parseAsInstant,
  /** Batches older than this one are shown. */
  after: parseAsBatchCursor,
  /** Number of the first batch shown, for "51–100 of N"; keyset paging does not know it. */
  row: parseAsInteger,
  tools: parseAsStringLiteral(['all'] as const),
};

export const loadOverviewParams = createLoader(overviewParams);
export const overviewUrl = createSerializer(overviewParams);

/** What a link to a batch carries along, so that the way back leads to the same range. */
export const batchUrl = createSerializer({ range: overviewParams.range, until: overviewParams.until });
