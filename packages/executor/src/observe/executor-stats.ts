import type { BatchRecord } from '../types.js';
import { runUs } from './batch-totals.js';

/** Counts and times of one tool since its executor was made. */
export interface ToolStats {
  readonly toolName: string;
  readonly callCount: number;
  readonly okCount: number;
  readonly retryCount: number;
  readonly timeoutCount: number;
  /** Mean run time of a call that started, over all its attempts, in ms; null before the first one. */
  readonly meanRunMs: number | null;
}

/** Totals over the finished batches of an executor. */
export interface ExecutorStats {
  readonly batchCount: number;
  readonly callCount: number;
  readonly okCount: number;
  /** ok ÷ calls; null before the first call. */
  readonly successRatio: number | null;
  /** Σ sequential time ÷ Σ makespan; null before the first measurable batch. */
  readonly speedup: number | null;
  /** One entry per known tool that was called, in order of the first call. */
  readonly tools: readonly ToolStats[];
}

interface ToolSums {
  callCount: number;
  startedCount: number;
  okCount: number;
  retryCount: number;
  timeoutCount: number;
  runUs: number;
}

/** Adds up batch records. */
export function createStatsCollector() {
  const totals = { batchCount: 0, callCount: 0, okCount: 0, sequentialUs: 0, makespanUs: 0 };
  const byTool = new Map<string, ToolSums>();

  const addCall = (call: BatchRecord['calls'][number]) => {
    const sums = byTool.get(call.toolName) ?? emptySums();
    byTool.set(call.toolName, sums);
    sums.callCount += 1;
    sums.startedCount += call.attempts.length > 0 ? 1 : 0;
    sums.okCount += call.status === 'ok' ? 1 : 0;
    sums.retryCount += Math.max(0, call.attempts.length - 1);
    sums.timeoutCount += call.attempts.filter(({ outcome }) => outcome === 'timeout').length;
    sums.runUs += runUs(call);
  };

  return {
    add(record: BatchRecord): void {
      totals.batchCount += 1;
      totals.callCount += record.totals.callCount;
      totals.okCount += record.totals.okCount;
      totals.sequentialUs += record.totals.sequentialUs;
      totals.makespanUs += record.totals.makespanUs;
      // Names a model made up would fill the map without end.
      for (const call of record.calls) if (call.errorCode !== 'UNKNOWN_TOOL') addCall(call);
    },
    stats(): ExecutorStats {
      const { batchCount, callCount, okCount, sequentialUs, makespanUs } = totals;
      return {
        batchCount,
        callCount,
        okCount,
        successRatio: callCount === 0 ? null : okCount / callCount,
        speedup: makespanUs === 0 ? null : sequentialUs / makespanUs,
        tools: [...byTool].map(([toolName, sums]) => toToolStats(toolName, sums)),
      };
    },
  };
}

function emptySums(): ToolSums {
  return { callCount: 0, startedCount: 0, okCount: 0, retryCount: 0, timeoutCount: 0, runUs: 0 };
}

function toToolStats(toolName: string, { startedCount, runUs: totalUs, ...counts }: ToolSums): ToolStats {
  return { toolName, ...counts, meanRunMs: startedCount === 0 ? null : totalUs / startedCount / 1000 };
}
