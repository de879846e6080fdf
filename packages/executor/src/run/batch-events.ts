import type { BatchEvent } from '../observe/events.js';
import type { BatchResult } from '../types.js';
import type { BatchRun } from './batch-run.js';

export function batchStartEvent({ batchId, startedAtMs, options: { labels } }: BatchRun): BatchEvent {
  return { type: 'batch-start', batchId, atMs: 0, labels, startedAtMs };
}

export function batchEndEvent(batch: BatchRun, result: BatchResult): BatchEvent {
  const { batchId, options } = batch;
  return { type: 'batch-end', batchId, atMs: batch.nowUs() / 1000, labels: options.labels, result };
}
