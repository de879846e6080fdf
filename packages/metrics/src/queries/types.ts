import type {
  BatchLabels,
  BatchOutcome,
  BatchRecord,
  CallRecord,
  EdgeRecord,
  LimitsRecord,
} from '@parallel-tools/executor';

/** Half-open: `fromMs` ≤ t < `toMs`, epoch ms. */
export interface TimeRange {
  readonly fromMs: number;
  readonly toMs: number;
}

/** A tool as shown: `toolId` counts from 1 in the order tools were first seen, and picks the colour. */
export interface ToolRef {
  readonly toolId: number;
  readonly toolName: string;
}

/** Sums over all batches of a range; null where there is nothing to divide or rank. */
export interface Overview {
  readonly batchCount: number;
  readonly callCount: number;
  /** Calls that did not end `ok`. */
  readonly failedCount: number;
  readonly sequentialUs: number;
  readonly makespanUs: number;
  readonly idealMakespanUs: number;
  /** Σ sequential ÷ Σ makespan. */
  readonly speedup: number | null;
  /** Σ sequential ÷ Σ ideal makespan. */
  readonly idealSpeedup: number | null;
  readonly makespanP95Us: number | null;
}

/** One bucket of the speedup chart; ratios are null in a bucket without batches. */
export interface SpeedupBucket {
  readonly startMs: number;
  readonly batchCount: number;
  readonly speedup: number | null;
  readonly idealSpeedup: number | null;
}

/** One bucket of the failure chart: calls that did not end `ok`, by kind; real zeros. */
export interface FailureBucket {
  readonly startMs: number;
  /** Failed for any reason but a timeout. */
  readonly error: number;
  readonly timeout: number;
  readonly cancelled: number;
  readonly skipped: number;
}

/** One tool over a range; percentiles within 2 %, null without samples. */
export interface ToolLatency extends ToolRef {
  readonly callCount: number;
  readonly failedCount: number;
  /** Attempts ended by their timeout. */
  readonly timeoutCount: number;
  /** Attempts after the first. */
  readonly retryCount: number;
  /** Of the run times of attempts; cancelled ones do not count, they were cut short. */
  readonly runP50Us: number | null;
  readonly runP95Us: number | null;
  readonly runP99Us: number | null;
  /** Of the queue waits of calls that were attempted. */
  readonly waitP95Us: number | null;
}

/** One row of the batch list. */
export interface BatchRow {
  readonly batchId: string;
  readonly startedAtMs: number;
  readonly outcome: BatchOutcome;
  readonly callCount: number;
  readonly failedCount: number;
  readonly retryCount: number;
  readonly makespanUs: number;
  readonly sequentialUs: number;
  /** Null for a batch that took no measurable time. */
  readonly speedup: number | null;
  readonly labels: BatchLabels;
  /** The tool of the call with the longest run time; null when nothing ran. */
  readonly slowest: (ToolRef & { readonly runUs: number }) | null;
}

/** Where the next page begins. */
export interface BatchCursor {
  readonly startedAtMs: number;
  readonly batchId: string;
}

/** Newest first. */
export interface BatchPage {
  readonly rows: readonly BatchRow[];
  readonly totalCount: number;
  /** Null on the last page. */
  readonly next: BatchCursor | null;
}

/** One call of a batch, with what the recorder kept of its payload. */
export interface CallDetail extends Omit<CallRecord, 'availableUs' | 'priority' | 'pathUs'>, ToolRef {
  /** Size of the JSON text of the arguments; null when not captured. */
  readonly inputBytes: number | null;
  readonly outputBytes: number | null;
  /** JSON text, redacted; of a long one the beginning, as a JSON string. Null unless `capture: 'full'`. */
  readonly args: string | null;
  readonly output: string | null;
}

/** One batch, whole. */
export interface BatchDetail extends BatchRow {
  readonly onError: 'continue' | 'fail-fast';
  readonly idealMakespanUs: number;
  readonly criticalPathUs: number;
  readonly queueWaitUs: number;
  readonly backoffUs: number;
  readonly wastedUs: number;
  readonly maxInFlight: number;
  readonly abandonedCount: number;
  readonly attemptCount: number;
  readonly limits: LimitsRecord;
  readonly calls: readonly CallDetail[];
  readonly edges: readonly EdgeRecord[];
}

/** What the database holds. */
export interface MetricsStatus {
  /** Absolute path of the file, or the PostgreSQL URL without user and password. */
  readonly databasePath: string;
  readonly batchCount: number;
  readonly firstStartedAtMs: number | null;
  readonly lastStartedAtMs: number | null;
  /** Number of migrations applied. */
  readonly schemaVersion: number;
  /** Batches that recorders gave up or dropped, as far as they could still say so. */
  readonly droppedCount: number;
}

/** Why the metrics cannot be read. */
export type MetricsErrorCode =
  | 'DATABASE_NOT_FOUND'
  | 'DATABASE_UNREADABLE'
  | 'SCHEMA_MISSING'
  | 'SCHEMA_NEWER'
  | 'INVALID_URL'
  | 'INVALID_RANGE';

/** Reads one database; all answers are bounded by a range or a limit. */
export interface MetricsReader {
  readonly databasePath: string;
  getStatus(): Promise<MetricsStatus>;
  getOverview(range: TimeRange): Promise<Overview>;
  /** Buckets cover the range without holes, aligned to multiples of `bucketMs`. At most 1,000. */
  getSpeedupSeries(range: TimeRange, bucketMs: number): Promise<readonly SpeedupBucket[]>;
  getFailureSeries(range: TimeRange, bucketMs: number): Promise<readonly FailureBucket[]>;
  /** Most calls first; `limit` 1 to 500. */
  getToolLatencies(
    range: TimeRange,
    limit: number,
  ): Promise<{ readonly rows: readonly ToolLatency[]; readonly totalCount: number }>;
  listBatches(range: TimeRange, options: { readonly limit: number; readonly after?: BatchCursor }): Promise<BatchPage>;
  /** Null when there is no such batch. */
  getBatch(batchId: string): Promise<BatchDetail | null>;
  /** The batch as it was recorded, for `simulate`, save what was redacted or cut. Null when there is no such batch. */
  getRecord(batchId: string): Promise<BatchRecord | null>;
  /**
   * Mean run time of attempts that ended `ok`, in ms, by tool name: the executor's `durations`, so that its first batch is
   * ordered as well as its last was. Of the tools with the most such attempts; `limit` 1 to 500.
   */
  getDurations(range: TimeRange, limit: number): Promise<Readonly<Record<string, number>>>;
  close(): Promise<void>;
}
