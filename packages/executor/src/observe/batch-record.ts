import type { BatchLabels, BatchRecord, CallRecord, LimitsRecord } from '../types.js';
import { batchTotals, outcomeOf } from './batch-totals.js';

/** What a record is made of. */
export interface BatchFacts {
  readonly batchId: string;
  readonly startedAtMs: number;
  readonly onError: BatchRecord['onError'];
  /** It was ended early, by abort or by its own fail-fast. */
  readonly wasCancelled: boolean;
  readonly labels: BatchLabels;
  readonly limits: LimitsRecord;
  readonly calls: readonly CallRecord[];
}

/** The finished batch as plain data. */
export function batchRecord({ wasCancelled, ...facts }: BatchFacts): BatchRecord {
  const totals = batchTotals(facts.calls, facts.limits);
  return { version: 1, ...facts, outcome: outcomeOf(totals, wasCancelled), totals, edges: [] };
}
