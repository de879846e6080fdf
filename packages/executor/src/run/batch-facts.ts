import type { BatchFacts } from '../observe/batch-record.js';
import type { EdgeRecord, LimitsRecord, ToolResult } from '../types.js';
import type { BatchRun } from './batch-run.js';
import { callRecord } from './call-record.js';
import type { CallRun } from './call-run.js';

/** One result per call that was meant, in their order. */
export function resultsOf(runs: readonly CallRun[]): ToolResult[] {
  const results: ToolResult[] = [];
  for (const run of runs) if (!run.extras.isDiscarded) results.push(run.result as ToolResult);
  return results;
}

/**
 * What the record of a finished batch is made of.
 *
 * @param limits - Those in force when it ended.
 */
export function factsOf(batch: BatchRun, limits: LimitsRecord): BatchFacts {
  const { batchId, startedAtMs, options, isOpen, runs } = batch;
  return {
    batchId,
    startedAtMs,
    onError: options.onError,
    parallel: options.parallel,
    open: isOpen,
    wasCancelled: batch.cancelCause !== null,
    labels: options.labels,
    limits,
    calls: runs.map((run) => callRecord(run, run.result as ToolResult)),
    edges: edgesOf(runs),
  };
}

/** What had to wait for what. */
function edgesOf(runs: readonly CallRun[]): EdgeRecord[] {
  const records: EdgeRecord[] = [];
  for (const { seq, extras } of runs) {
    for (const { from, reason } of extras.edges) records.push({ from: from.seq, to: seq, reason });
  }
  return records;
}

/** The limits a batch is under right now. */
export function limitsOf({ engine, options, runs }: BatchRun): LimitsRecord {
  const own = options.parallel ? options.maxConcurrency : 1;
  const maxConcurrency = Math.min(engine.limit.maxConcurrency, own);
  return { maxConcurrency: Number.isFinite(maxConcurrency) ? maxConcurrency : null, tools: toolLimitsOf(runs) };
}

function toolLimitsOf(runs: readonly CallRun[]): LimitsRecord['tools'] {
  let limits: Map<string, number> | null = null;
  for (const { scheduledTool } of runs) {
    const { limit, toolName } = scheduledTool;
    if (limit === null || limit.maxConcurrency === Number.POSITIVE_INFINITY) continue;
    limits ??= new Map();
    limits.set(toolName, limit.maxConcurrency);
  }
  if (limits === null) return [];
  return Array.from(limits, ([toolName, maxConcurrency]) => ({ toolName, maxConcurrency }));
}
