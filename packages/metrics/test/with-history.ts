import type { BatchRecord } from '@parallel-tools/executor';
import { type MetricsReader, openMetrics } from '../src/queries/index.js';
import { storeHistory } from './random-history.js';

/** Stores batches in a database of their own, and asks it. */
export async function withHistory(
  url: string,
  records: readonly BatchRecord[],
  question: (metrics: MetricsReader) => Promise<void>,
): Promise<void> {
  await storeHistory(url, records);
  const metrics = openMetrics({ url });
  await question(metrics).finally(() => metrics.close());
}
