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
  /** False for an executor with `trackStats: false`: then all counts are 0, all ratios null, and there are no tools. */
  readonly isTracked: boolean;
  readonly batchCount: number;
  readonly callCount: number;
  readonly okCount: number;
  /** ok ÷ calls; null before the first call. */
  readonly successRatio: number | null;
  /** Σ sequential time ÷ Σ makespan; null before the first measurable batch. */
  readonly speedup: number | null;
  /** One entry per tool that was called; calls that have ended count, of open batches too. */
  readonly tools: readonly ToolStats[];
}

/** Sums over the finished batches of an executor. */
export class ExecutorTotals {
  batchCount = 0;
  callCount = 0;
  okCount = 0;
  sequentialUs = 0;
  makespanUs = 0;
  /** Mean run time of all that ended `ok`; null before the first. */
  meanRunUs: number | null = null;
  #runCount = 0;

  /** Notes a run that ended `ok`. */
  addRun(runUs: number): void {
    this.#runCount += 1;
    this.meanRunUs = (this.meanRunUs ?? 0) + (runUs - (this.meanRunUs ?? 0)) / this.#runCount;
  }

  addBatch(batch: { callCount: number; okCount: number; sequentialUs: number; makespanUs: number }): void {
    this.batchCount += 1;
    this.callCount += batch.callCount;
    this.okCount += batch.okCount;
    this.sequentialUs += batch.sequentialUs;
    this.makespanUs += batch.makespanUs;
  }
}

/** Counts and times of one tool; a call counts when it has ended. */
export interface ToolSums extends Omit<ToolStats, 'meanRunMs'> {
  readonly startedCount: number;
  readonly runUs: number;
}

/** The numbers of an executor for people. */
export function executorStats(totals: ExecutorTotals, tools: Iterable<ToolSums>, isTracked: boolean): ExecutorStats {
  const { batchCount, callCount, okCount, sequentialUs, makespanUs } = totals;
  return {
    isTracked,
    batchCount,
    callCount,
    okCount,
    successRatio: callCount === 0 ? null : okCount / callCount,
    speedup: makespanUs === 0 ? null : sequentialUs / makespanUs,
    tools: [...tools].filter((tool) => tool.callCount > 0).map(toToolStats),
  };
}

function toToolStats({ toolName, startedCount, runUs, ...counts }: ToolSums): ToolStats {
  const { callCount, okCount, retryCount, timeoutCount } = counts;
  const meanRunMs = startedCount === 0 ? null : runUs / startedCount / 1000;
  return { toolName, callCount, okCount, retryCount, timeoutCount, meanRunMs };
}
