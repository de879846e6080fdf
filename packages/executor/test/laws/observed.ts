import type { BatchResult, Executor, ExecutorEvent, PendingCall, ToolResult } from '../../src/index.js';
import type { BatchSpec, Workload } from './workload.js';

/** A tool while it really runs, whatever its executor thinks of it; times in µs on the executor's clock. */
export interface RealRun {
  readonly batch: number;
  readonly call: number;
  readonly startUs: number;
  endUs: number;
}

/** One batch as seen from outside. Positions are 0-based; times in µs on the executor's clock. */
export interface ObservedBatch {
  readonly spec: BatchSpec;
  startUs: number;
  readonly addedUs: number[];
  /** Calls that were discarded before the batch had ended. */
  readonly discarded: Set<number>;
  readonly events: ExecutorEvent[];
  readonly pending: PendingCall[];
  readonly pendingResults: Promise<ToolResult>[];
  abortedUs: number | null;
  hasEnded: boolean;
  result: BatchResult | null;
}

export interface Observed {
  readonly workload: Workload;
  readonly batches: readonly ObservedBatch[];
  readonly realRuns: readonly RealRun[];
  /** What was wrong at the moment itself, and would not show afterwards. */
  readonly violations: readonly string[];
  readonly timersAfterBatches: number;
  readonly timersAfterClose: number;
  readonly listenersAfterBatches: number;
}

/** A moment at which the executor calls code that is not its own. */
export type Point = 'event' | 'tool starts' | 'tool ends' | 'isControlFlow' | 'resources' | 'estimateMs' | 'record';

/** What happens at such a moment besides. What it throws, the executor's caller throws there. */
export type Inject = (point: Point, run: { readonly executor: Executor; abortAll(): void }) => void;
