import type {
  BatchLabels,
  BatchOutcome,
  CallRecord,
  EdgeRecord,
  LimitsRecord,
  PathPart,
} from '@parallel-tools/executor';
import type { ToolPathPart } from './path-time.js';

/** Half-open: `fromMs` ≤ t < `toMs`, epoch ms. */
export interface TimeRange {
  readonly fromMs: number;
  readonly toMs: number;
}

/** A tool as shown. */
export interface ToolRef {
  /** Counts from 1 in the order tools were first seen, those of one write by name. */
  readonly toolId: number;
  readonly toolName: string;
  /** 1 to 8: the colour it keeps. Null for every tool after the eighth. */
  readonly color: number | null;
}

/** Time on realised critical paths of one kind: `run`, `arrival` (before a call was there) or the cause of a wait. */
export interface PathTime {
  readonly kind: PathPart['kind'];
  readonly us: number;
}

/** Sums over all batches of a range; null where there is nothing to divide or rank. */
export interface Overview {
  readonly batchCount: number;
  readonly callCount: number;
  /** Calls that did not end `ok` = `errorCount` + `timeoutCount` + `cancelledCount` + `skippedCount`. */
  readonly failedCount: number;
  /** Failed for any reason but a timeout. */
  readonly errorCount: number;
  /** Ended by their last timeout. */
  readonly timeoutCount: number;
  readonly cancelledCount: number;
  readonly skippedCount: number;
  /** `failedCount` ÷ `callCount`, 0 to 1. */
  readonly failureRatio: number | null;
  readonly sequentialUs: number;
  readonly makespanUs: number;
  readonly idealMakespanUs: number;
  /** Σ sequential ÷ Σ makespan. */
  readonly speedup: number | null;
  /** Σ sequential ÷ Σ ideal makespan. */
  readonly idealSpeedup: number | null;
  /** Σ ideal makespan ÷ Σ makespan, 0 to 1. */
  readonly efficiency: number | null;
  /** Within 2 %, as all percentiles. */
  readonly makespanP50Us: number | null;
  readonly makespanP95Us: number | null;
}

/** One bucket of the speedup chart; ratios are null in a bucket without batches. */
export interface SpeedupBucket {
  readonly startMs: number;
  readonly batchCount: number;
  readonly callCount: number;
  readonly speedup: number | null;
  readonly idealSpeedup: number | null;
  /** Speedup ÷ ideal speedup, 0 to 1. */
  readonly efficiency: number | null;
}

/** One bucket of the failure chart: calls that did not end `ok`, by kind; real zeros. */
export interface FailureBucket {
  readonly startMs: number;
  /** All calls, so that a rate can be shown. */
  readonly callCount: number;
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
  /** Calls answered from the cache. */
  readonly cacheHitCount: number;
  /** Σ over batches of the time in which a call of it waited for one of its slots ÷ length of the range: as `getSaturation` has it. */
  readonly saturation: number;
  /** Its time on realised critical paths, runs and waits: as `getBottlenecks` has it. */
  readonly criticalUs: number;
}

/** By what tools are ordered; nulls come last either way. */
export interface ToolSort {
  readonly by: Exclude<keyof ToolLatency, 'toolId'>;
  /** @defaultValue true */
  readonly descending?: boolean | undefined;
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
  /**
   * Could its one call have run together with the one call of the turn before it in its session? Null where that is not
   * asked: no session, no turn before, more than one call in either, or the two overlapped.
   */
  readonly missed: 'yes' | 'no' | 'unknown' | null;
  /** False: sampling left its calls out; its own numbers are whole. */
  readonly isSampled: boolean;
}

/** Where the next page begins: a batch. */
export interface BatchCursor {
  readonly startedAtMs: number;
  readonly batchId: string;
  /** Where the list is sorted by it. */
  readonly makespanUs?: number | undefined;
}

/** One call of a batch, with what the recorder kept of its payload. */
export interface CallDetail extends Omit<CallRecord, 'priority' | 'pathUs'>, ToolRef {
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
  /** Where the makespan went, along the realised critical path: in time order, without gaps from 0 to `makespanUs`. */
  readonly path: readonly ToolPathPart[];
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
}

/** Why the metrics cannot be read. */
export type MetricsErrorCode =
  | 'DATABASE_NOT_FOUND'
  | 'DATABASE_UNREADABLE'
  | 'SCHEMA_MISSING'
  | 'SCHEMA_OLDER'
  | 'SCHEMA_NEWER'
  | 'INVALID_URL'
  | 'INVALID_RANGE';
