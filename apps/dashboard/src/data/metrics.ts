import 'server-only';

import type { BatchListOptions, MetricsStatus, TimeRange } from '@parallel-tools/metrics/queries';
import { cache } from 'react';
import { previousRange, type ResolvedRange } from '@/lib/range';
import { BAND_COUNT } from '@/tool/prepare-spread';
import { type DatabaseProblem, problemOf } from './problem';
import { readMetrics } from './reader';

const MAX_TOOLS = 500;
const MAX_FAILURE_GROUPS = 50;
const SLOWEST_CALLS = 8;
const MAX_RECORDERS = 100;

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

export const getOverview = cache((range: TimeRange) => readMetrics((reader) => reader.getOverview(range)));

export const getPreviousOverview = cache((range: TimeRange) =>
  readMetrics((reader) => reader.getOverview(previousRange(range))),
);

export const getSpeedupSeries = cache((range: ResolvedRange) =>
  readMetrics((reader) => reader.getSpeedupSeries(range, range.bucketMs)),
);

/** @param toolName - Of one tool; null for all. */
export const getFailureSeries = cache((range: ResolvedRange, toolName: string | null) =>
  readMetrics((reader) => reader.getFailureSeries(range, range.bucketMs, toolName === null ? {} : { toolName })),
);

export const getToolLatencies = cache((range: TimeRange) =>
  readMetrics((reader) => reader.getToolLatencies(range, MAX_TOOLS)),
);

export const getPreviousToolLatencies = cache((range: TimeRange) =>
  readMetrics((reader) => reader.getToolLatencies(previousRange(range), MAX_TOOLS)),
);

export const getLatencySeries = cache((toolName: string, range: ResolvedRange) =>
  readMetrics((reader) => reader.getLatencySeries(toolName, range, range.bucketMs)),
);

export const getLatencyHistogram = cache((toolName: string, range: TimeRange) =>
  readMetrics((reader) => reader.getLatencyHistogram(toolName, range, BAND_COUNT)),
);

export const getLatencyHeatmap = cache((toolName: string, range: ResolvedRange) =>
  readMetrics((reader) => reader.getLatencyHeatmap(toolName, range, range.bucketMs, BAND_COUNT)),
);

export const getSaturation = cache((toolName: string, range: ResolvedRange) =>
  readMetrics((reader) => reader.getSaturation(toolName, range, range.bucketMs)),
);

export const getFailureGroups = cache((toolName: string, range: TimeRange) =>
  readMetrics((reader) => reader.getFailureGroups(range, MAX_FAILURE_GROUPS, { toolName })),
);

export const listSlowestCalls = cache((toolName: string, range: TimeRange) =>
  readMetrics((reader) => reader.listCalls(range, { toolName, limit: SLOWEST_CALLS, sort: 'slowest' })),
);

export const getToolTrends = cache((range: ResolvedRange) =>
  readMetrics((reader) => reader.getToolTrends(range, range.bucketMs, MAX_TOOLS)),
);

export const getAttribution = cache((range: TimeRange) => readMetrics((reader) => reader.getAttribution(range)));

export const getPreviousAttribution = cache((range: TimeRange) =>
  readMetrics((reader) => reader.getAttribution(previousRange(range))),
);

/** Of all tools, so that those too small for a row of their own still show what they waited for. */
export const getBottlenecks = cache((range: TimeRange) =>
  readMetrics((reader) => reader.getBottlenecks(range, MAX_TOOLS)),
);

export const listBatches = cache((range: TimeRange, options: BatchListOptions) =>
  readMetrics((reader) => reader.listBatches(range, options)),
);

/** A tool's own concurrency limit, as its newest batch had it; null for none. */
export const getNewestLimit = cache(async (toolName: string): Promise<number | null> => {
  const tool = await readMetrics((reader) => reader.getTool(toolName));
  return tool?.maxConcurrency ?? null;
});

/** For the footer of every page, and for Health. */
export const getRecorderHealth = cache(() => readMetrics((reader) => reader.getRecorderHealth(MAX_RECORDERS)));

export const getBatch = cache((batchId: string) => readMetrics((reader) => reader.getBatch(batchId)));
