import 'server-only';

import { cache } from 'react';
import type { ResolvedRange } from '@/lib/range';
import type { Change } from '@/what-if/change';
import { serializeChange } from '@/what-if/change';
import type { Outcome } from '@/what-if/outcome';
import type { BatchRecord } from '@/what-if/replay';
import type { SingleChanges } from '@/what-if/single-changes';
import type { TriedChanges } from '../../server/replay-messages';
import { getStatus } from './metrics';
import { readMetrics } from './reader';
import { replays } from './replays';

const MAX_BATCHES = 300;
const MAX_CALLS = 20_000;

/** The batches that What if replays. */
export interface Workload {
  /** Newest first. */
  readonly records: readonly BatchRecord[];
  /** Batches asked for: of the range, or picked. */
  readonly totalCount: number;
  /** Of those read, batches whose calls were not recorded. */
  readonly withoutCallsCount: number;
  /** Tells it from others: batches never change once they are recorded. */
  readonly key: string;
}

// Batches take some megabytes; answers, which moving a setting asks for again, next to nothing.
const workloads = keeper<Workload>(4);
const outcomes = keeper<Outcome>(24);
const tried = keeper<TriedChanges>(24);
const singles = keeper<SingleChanges>(24);

/** Computes what is asked for the first time, and keeps the newest so many. */
function keeper<T>(most: number) {
  const kept = new Map<string, Promise<T>>();
  return (key: string, compute: () => Promise<T>): Promise<T> => {
    const known = kept.get(key);
    if (known !== undefined) return known;
    const computed = compute();
    kept.set(key, computed);
    computed.catch(() => kept.delete(key));
    for (const oldest of [...kept.keys()].slice(0, Math.max(0, kept.size - most))) kept.delete(oldest);
    return computed;
  };
}

/** The newest batches of the range, as many as can be replayed while one waits. */
export const getWorkload = cache(async (range: ResolvedRange): Promise<Workload> => {
  const read = await getStatus();
  if (!read.ok) return readWorkload(range);
  // While nothing was recorded or deleted, the same batches are the newest: moving a setting does not read them again.
  const { databasePath, batchCount, lastStartedAtMs } = read.value;
  const untilMs = Math.min(range.toMs, (lastStartedAtMs ?? 0) + 1);
  const state = JSON.stringify([databasePath, batchCount, lastStartedAtMs, range.fromMs, untilMs]);
  return workloads(state, () => readWorkload(range));
});

async function readWorkload(range: ResolvedRange): Promise<Workload> {
  const { records, totalCount } = await readMetrics((reader) => reader.listRecords(range, MAX_BATCHES));
  return workloadOf(records, totalCount);
}

/** Batches picked by id; ids that are not there count as asked for all the same. */
export const getPickedWorkload = cache(async (idsJson: string): Promise<Workload> => {
  const ids = [...new Set(JSON.parse(idsJson) as readonly string[])].slice(0, MAX_BATCHES);
  const records = await Promise.all(ids.map((id) => readMetrics((reader) => reader.getRecord(id))));
  return workloadOf(
    records.filter((record) => record !== null),
    ids.length,
  );
});

function workloadOf(read: readonly BatchRecord[], totalCount: number): Workload {
  const whole = read.filter(({ calls }) => calls.length > 0);
  const records: BatchRecord[] = [];
  let callCount = 0;
  for (const record of whole) {
    callCount += record.calls.length;
    if (callCount > MAX_CALLS && records.length > 0) break;
    records.push(record);
  }
  const key = records.map(({ batchId }) => batchId).join(' ');
  return { records, totalCount, withoutCallsCount: read.length - whole.length, key };
}

/** What the batches come to with these changes. */
export function getOutcome(workload: Workload, changes: readonly Change[]): Promise<Outcome> {
  const name = JSON.stringify([changes.map(serializeChange).sort(), workload.key]);
  return outcomes(name, () => replays().ask(workload, { name: 'outcome', changes }));
}

/** What each of these changes would bring alone. */
export function getTriedChanges(workload: Workload, changes: readonly Change[]): Promise<TriedChanges> {
  const name = JSON.stringify([changes.map(serializeChange), workload.key]);
  return tried(name, () => replays().ask(workload, { name: 'tried', changes }));
}

/** Which single changes would bring most. */
export function getSingleChanges(workload: Workload): Promise<SingleChanges> {
  return singles(workload.key, () => replays().ask(workload, { name: 'singles' }));
}
