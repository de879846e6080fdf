import type { EdgeRecord, LimitsRecord, ToolResult } from '../types.js';
import type { BatchRun } from './batch-run.js';
import type { CallRun } from './call-run.js';

/** One result per call that was meant, in their order. */
export function resultsOf(runs: readonly CallRun[]): ToolResult[] {
  const results: ToolResult[] = [];
  for (const run of runs) if (!run.extras.isDiscarded) results.push(run.result as ToolResult);
  return results;
}

/** What had to wait for what. */
export function edgesOf(runs: readonly CallRun[]): EdgeRecord[] {
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
