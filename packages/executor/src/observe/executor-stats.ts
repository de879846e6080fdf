/** Counts and times of one tool since its executor was made. */
export interface ToolStats {
  readonly toolName: string;
  readonly callCount: number;
  readonly okCount: number;
  readonly retryCount: number;
  readonly timeoutCount: number;
  /** Mean run time of a call over all its attempts, in ms; null before the first one. */
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
  /** One entry per tool that was called, by name. */
  readonly tools: readonly ToolStats[];
}
