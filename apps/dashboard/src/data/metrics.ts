import 'server-only';

import type { BatchCursor, MetricsStatus } from '@parallel-tools/metrics/queries';
import { cache } from 'react';
import type { ResolvedRange } from '@/lib/range';
import { type DatabaseProblem, problemOf } from './problem';
import { readMetrics } from './reader';

const MAX_TOOLS = 500;

/** Something read, or why it could not be. */
export type Read<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly problem: DatabaseProblem };

/** Turns what is wrong with the database into a value; anything else is a bug and is thrown on. */
export async function attempt<T>(read: () => Promise<T>): Promise<Read<T>> {
  try {
    return { ok: true, value: await read() };
  } catch (error) {
    const problem = problemOf(error);
    if (problem === null) throw error;
    return { ok: false, problem };
  }
}

// `cache` holds for one request: panels that need the same numbers share one query, given the same range object.

export const getStatus = cache(
  (): Promise<Read<MetricsStatus>> => attempt(() => readMetrics((reader) => reader.getStatus())),
);

export const getOverview = cache((range: ResolvedRange) => readMetrics((reader) => reader.getOverview(range)));

export const getSpeedupSeries = cache((range: ResolvedRange) =>
  readMetrics((reader) => reader.getSpeedupSeries(range, range.bucketMs)),
);

export const getFailureSeries = cache((range: ResolvedRange) =>
  readMetrics((reader) => reader.getFailureSeries(range, range.bucketMs)),
);

export const getToolLatencies = cache((range: ResolvedRange) =>
  readMetrics((reader) => reader.getToolLatencies(range, MAX_TOOLS)),
);

export const listBatches = cache((range: ResolvedRange, after: BatchCursor | null, limit: number) =>
  readMetrics((reader) => reader.listBatches(range, after === null ? { limit } : { limit, after })),
);

export const getBatch = cache((batchId: string) => readMetrics((reader) => reader.getBatch(batchId)));
