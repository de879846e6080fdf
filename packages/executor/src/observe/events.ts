import type { ExecutorError } from '../errors.js';
import type { LimitChangeReason } from '../policies/adaptive-limit.js';
import type { CircuitStateName } from '../policies/circuit-breaker.js';
import type {
  AttemptOutcome,
  BatchLabels,
  BatchResult,
  CallRecord,
  ToolCall,
  ToolResult,
  WaitRecord,
} from '../types.js';

interface BatchEventBase {
  readonly batchId: string;
  /** Since the batch was submitted. */
  readonly atMs: number;
}

interface CallEventBase extends BatchEventBase {
  readonly callId: string;
  readonly toolName: string;
}

/**
 * What happens in a batch. For one call the order is `call-queued`, then per attempt `attempt-start` and
 * `attempt-end`, then `call-end`; a call that never starts has no attempt events.
 */
export type BatchEvent =
  | (BatchEventBase & {
      readonly type: 'batch-start';
      readonly labels: BatchLabels;
      /** Wall time of submission, epoch ms. */
      readonly startedAtMs: number;
    })
  | (CallEventBase & { readonly type: 'call-queued'; readonly call: ToolCall })
  | (CallEventBase & {
      readonly type: 'attempt-start';
      readonly attempt: number;
      /** It joined one that runs; absent where not. */
      readonly hedge?: true | undefined;
    })
  | (CallEventBase & {
      readonly type: 'attempt-end';
      readonly attempt: number;
      readonly outcome: AttemptOutcome;
      readonly abandoned: boolean;
      /** Backoff before the next attempt; null when there is none. */
      readonly retryInMs: number | null;
      /** What the call would come to were it the last attempt; null for `ok`. */
      readonly error: ExecutorError | null;
    })
  | (CallEventBase & {
      readonly type: 'call-end';
      readonly result: ToolResult;
      /** When the first attempt started, since the batch was submitted; null when none did. */
      readonly startMs: number | null;
      /** Attempts that started. */
      readonly attempts: number;
      readonly waits: readonly WaitRecord[];
      /** As of the call's record. */
      readonly source?: CallRecord['source'];
    })
  /** The call turned out not to be meant. It is no part of the results; one that had not ended ends after this. */
  | (CallEventBase & { readonly type: 'call-discarded' })
  | (BatchEventBase & { readonly type: 'batch-end'; readonly labels: BatchLabels; readonly result: BatchResult });

/** What happens in an executor: in its batches, and to its limits and circuits. */
export type ExecutorEvent = BatchEvent | LimitEvent | CircuitEvent;

/** An adaptive limit changed: of a tool, or of the executor (`toolName: null`). Of no batch; for those who subscribe. */
export interface LimitEvent {
  readonly type: 'limit-changed';
  readonly toolName: string | null;
  /** Epoch ms. */
  readonly atMs: number;
  readonly from: number;
  readonly to: number;
  readonly reason: LimitChangeReason;
}

/** The circuit of a tool opened, lets a probe through, or closed. Of no batch; for those who subscribe. */
export interface CircuitEvent {
  readonly type: 'circuit-changed';
  readonly toolName: string;
  /** Epoch ms. */
  readonly atMs: number;
  readonly state: CircuitStateName;
}

/** Gets every event of an executor, synchronously. What it throws, or rejects with, goes to `onListenerError`. */
export type ExecutorListener = (event: ExecutorEvent) => void;

/** Gets every event of a batch, as an `ExecutorListener` does. */
export type BatchListener = (event: BatchEvent) => void;
