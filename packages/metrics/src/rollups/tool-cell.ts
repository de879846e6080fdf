import type { PathPart } from '@parallel-tools/executor';
import type { Cell, CellShape } from './cell.js';
import { bucketOf } from './log-histogram.js';
import type { RolledAttempt, RolledCall } from './rolled-batch.js';
import { greatestOverlap, unionUs } from './stretches.js';
import { addTo } from './sums.js';

/** Columns of `tool_rollup`. */
export const TOOL_CELL = Object.freeze({
  sums: [
    'call_count',
    'ok_count',
    'error_count',
    'skipped_count',
    'cancelled_count',
    'attempt_count',
    'ok_attempt_count',
    'retry_count',
    'hedge_count',
    'timeout_count',
    'abandoned_count',
    'cache_hit_count',
    'shared_count',
    'run_us',
    'ok_run_us',
    'retry_run_us',
    'backoff_us',
    'queue_wait_us',
    'critical_run_us',
    'saturated_us',
  ],
  maxima: ['run_max_us', 'queue_wait_max_us', 'max_in_flight'],
  maps: ['run_histogram', 'wait_histogram', 'failures', 'waits', 'critical_waits', 'wastes'],
} as const satisfies CellShape);

export type ToolCell = Cell<
  (typeof TOOL_CELL.sums)[number],
  (typeof TOOL_CELL.maxima)[number],
  (typeof TOOL_CELL.maps)[number]
>;

/** Adds the calls of one tool in one batch to its cell. */
export function addToolCalls(cell: ToolCell, calls: readonly RolledCall[]): void {
  const { numbers } = cell;
  for (const call of calls) {
    addCall(cell, call);
    for (const attempt of call.attempts) addAttempt(cell, call, attempt);
  }
  const slotWaits = calls.flatMap(({ waits }) => waits.filter(({ cause }) => cause === 'tool-slot'));
  numbers.saturated_us += unionUs(slotWaits);
  const inFlight = greatestOverlap(calls.flatMap(({ attempts }) => attempts));
  numbers.max_in_flight = Math.max(numbers.max_in_flight, inFlight);
}

/** Adds a stretch of a batch's realised critical path that is of a call of the cell's tool. */
export function addPathPart({ numbers, maps }: ToolCell, { kind, startUs, endUs }: PathPart): void {
  if (kind === 'run') numbers.critical_run_us += endUs - startUs;
  else addTo(maps.critical_waits, kind, endUs - startUs);
}

function addCall({ numbers, maps }: ToolCell, call: RolledCall): void {
  numbers.call_count += 1;
  numbers[`${call.status}_count`] += 1;
  if (call.status !== 'ok') addTo(maps.failures, `${call.status}/${call.errorCode ?? ''}`, 1);
  if (call.source === 'cache') numbers.cache_hit_count += 1;
  if (call.source === 'shared') numbers.shared_count += 1;
  if (call.startUs !== null) {
    const waitUs = call.startUs - call.readyUs;
    numbers.queue_wait_us += waitUs;
    numbers.queue_wait_max_us = Math.max(numbers.queue_wait_max_us, waitUs);
    addTo(maps.wait_histogram, bucketOf(waitUs), 1);
  }
  for (const { cause, startUs, endUs } of call.waits) {
    addTo(maps.waits, cause, endUs - startUs);
    if (cause === 'backoff') numbers.backoff_us += endUs - startUs;
  }
}

function addAttempt({ numbers, maps }: ToolCell, call: RolledCall, attempt: RolledAttempt): void {
  const runUs = attempt.endUs - attempt.startUs;
  numbers.attempt_count += 1;
  numbers.run_us += runUs;
  if (attempt.hedge) numbers.hedge_count += 1;
  else if (attempt.attempt > 1) {
    numbers.retry_count += 1;
    numbers.retry_run_us += runUs;
  }
  if (attempt.outcome === 'timeout') numbers.timeout_count += 1;
  if (attempt.abandoned) numbers.abandoned_count += 1;
  if (attempt.outcome === 'ok') {
    numbers.ok_attempt_count += 1;
    numbers.ok_run_us += runUs;
  } else addTo(maps.wastes, wasteOf(call, attempt), runUs);
  if (attempt.outcome === 'cancelled') return;
  numbers.run_max_us = Math.max(numbers.run_max_us, runUs);
  addTo(maps.run_histogram, bucketOf(runUs), 1);
}

/** Why the run time of an attempt came to nothing. */
function wasteOf({ status, errorCode }: RolledCall, { outcome }: RolledAttempt): string {
  if (status === 'cancelled' && errorCode === 'DISCARDED') return 'discarded';
  // The call has its output from the other of the pair.
  if (status === 'ok' && outcome === 'cancelled') return 'hedge';
  return outcome;
}
