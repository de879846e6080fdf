import { getRecorderHealth } from '../queries/get-recorder-health.js';
import type { Location } from '../store/location.js';
import { openStoreForReading } from '../store/open-store.js';
import { type ReadStore, sql } from '../store/store.js';
import type { Check } from './doctor-check.js';

/** Whether what a sound database holds is complete. */
export async function checkContent(location: Location): Promise<readonly Check[]> {
  const store = await openStoreForReading(location);
  try {
    return [await checkRows(store), await checkRollups(store), ...(await checkRecorders(store))];
  } finally {
    await store.close();
  }
}

async function checkRows(store: ReadStore): Promise<Check> {
  const [row] = await store.query<{ readonly calls: bigint | null; readonly batches: bigint | null }>(sql`
    SELECT SUM(call_count) AS calls, SUM(batch_count) AS batches FROM batch_rollup WHERE bucket_seconds = 86400`);
  return {
    state: 'ok',
    text: `${Number(row?.batches ?? 0)} batches with ${Number(row?.calls ?? 0)} calls were recorded`,
  };
}

async function checkRollups(store: ReadStore): Promise<Check> {
  const [row] = await store.query<{ readonly count: bigint }>(
    sql`SELECT COUNT(*) AS count FROM batch WHERE rolled_up IS NULL`,
  );
  const count = Number(row?.count ?? 0);
  if (count === 0) return { state: 'ok', text: 'every batch is in the sums' };
  return {
    state: 'look',
    text: `${count} batches of an older version are not in the sums yet`,
    advice: 'run parallel-tools migrate',
  };
}

async function checkRecorders(store: ReadStore): Promise<readonly Check[]> {
  const { rows, totalCount, droppedCount, lastWriteMs } = await getRecorderHealth(store, 5);
  const last = lastWriteMs === null ? 'none wrote yet' : `the last write was at ${new Date(lastWriteMs).toISOString()}`;
  const errors = rows.flatMap(({ lastError }) => (lastError === null ? [] : [lastError]));
  return [
    { state: 'ok', text: `${totalCount} recorders, ${last}` },
    droppedCount === 0
      ? { state: 'ok', text: 'no recorder dropped anything' }
      : {
          state: 'look',
          text: `recorders dropped ${droppedCount} batches: the numbers are incomplete`,
          advice: 'see onError of the recorder; raise maxQueuedBatches and maxQueuedBytes, or record less',
        },
    ...errors.map(
      ({ code, message, atMs }): Check => ({
        state: 'look',
        text: `a recorder met ${code}${atMs === null ? '' : ` at ${new Date(atMs).toISOString()}`}: ${message ?? ''}`,
      }),
    ),
  ];
}
