import type { BatchLabels, BatchRecord, CallRecord, EdgeRecord, LimitsRecord } from '../types.js';
import { type Attribution, attribute } from './attribution.js';
import { batchTotals, outcomeOf } from './batch-totals.js';

/** What a record is made of. */
export interface BatchFacts {
  readonly batchId: string;
  readonly startedAtMs: number;
  readonly onError: BatchRecord['onError'];
  readonly parallel?: boolean | undefined;
  readonly open?: boolean | undefined;
  /** It was ended early, by abort or by its own fail-fast. */
  readonly wasCancelled: boolean;
  readonly labels: BatchLabels;
  readonly limits: LimitsRecord;
  /** Made for this record, which writes into each whether it is critical. */
  readonly calls: readonly (Omit<CallRecord, 'critical'> & { critical?: boolean })[];
  readonly edges: readonly EdgeRecord[];
}

/** The finished batch as plain data. Written out: to copy the facts without one of them takes as long as all the rest. */
export function batchRecord(
  facts: BatchFacts,
  { criticalSeqs }: Pick<Attribution, 'criticalSeqs'> = attribute(facts.calls, facts.edges),
): BatchRecord {
  const { batchId, startedAtMs, onError, parallel, open, labels, limits, edges } = facts;
  for (const call of facts.calls) call.critical = criticalSeqs.has(call.seq);
  const calls = facts.calls as readonly CallRecord[];
  const totals = batchTotals(calls, limits, edges);
  const outcome = outcomeOf(calls, facts.wasCancelled);
  return { version: 1, batchId, startedAtMs, onError, parallel, open, labels, limits, edges, outcome, totals, calls };
}
