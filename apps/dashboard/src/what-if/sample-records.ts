import { workloadRecord } from '@parallel-tools/executor/simulate';
import type { BatchRecord } from './replay';

/** A batch of calls of one tool, all there at once, run one at a time; for tests. */
export function sampleRecord(batchId: string, runsMs: readonly number[], toolName = 'search'): BatchRecord {
  const record = workloadRecord(runsMs.map((ms) => ({ toolName, durationUs: ms * 1000 })));
  return { ...record, batchId, limits: { maxConcurrency: 1, tools: [] } };
}
