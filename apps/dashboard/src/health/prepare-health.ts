import type { MetricsStatus, RecordersHealth } from '@parallel-tools/metrics/queries';
import { formatAgo, formatCount, formatCounted, formatDateTime, formatDuration, UNDEFINED_VALUE } from '@/lib/format';

/** Whether the numbers of all other pages are complete. */
export interface HealthModel {
  readonly headline: string;
  readonly checks: readonly HealthCheck[];
}

/** One number, and what it is when all is well. */
export interface HealthCheck {
  readonly label: string;
  readonly value: string;
  readonly normal: string;
  readonly isNormal: boolean;
}

// A recorder writes within a second; this long without a word, while batches may run, is worth a look.
const QUIET_MS = 60_000;
const FEW_QUEUED = 100;
const LONG_LAG_MS = 2000;

export function prepareHealth(health: RecordersHealth, status: MetricsStatus, nowMs: number): HealthModel {
  const { droppedCount, lastWriteMs, totalCount, rows } = health;
  const [queued, lagMs] = [mostOf(rows, 'queuedCount'), openLagMs(health)];
  const isAnyOpen = rows.some(({ closedAtMs }) => closedAtMs === null);
  const isQuiet = lastWriteMs === null || nowMs - lastWriteMs > QUIET_MS;
  return {
    headline: prepareHeadline(health, status),
    checks: [
      {
        label: 'Dropped batches',
        value: formatCount(droppedCount),
        normal: '0: a recorder drops only when its queue is full or the database stays away',
        isNormal: droppedCount === 0,
      },
      {
        label: 'Last write',
        value: lastWriteMs === null ? UNDEFINED_VALUE : formatAgo(nowMs - lastWriteMs),
        normal: 'seconds ago while agents run; longer when none does',
        isNormal: !isQuiet || !isAnyOpen,
      },
      {
        label: 'Queued',
        value: countOf(queued),
        normal: 'few: what waited behind the last write of an open recorder, at most',
        isNormal: (queued ?? 0) <= FEW_QUEUED,
      },
      {
        label: 'Lag',
        value: lagWords(lagMs),
        normal: 'under 2 s from the end of a batch to its place in the database',
        isNormal: (lagMs ?? 0) <= LONG_LAG_MS,
      },
      {
        label: 'Complete to',
        value: lastWriteMs === null ? UNDEFINED_VALUE : `${formatDateTime(lastWriteMs)} UTC`,
        normal: 'now, less what recorders still hold in their queues: those live in the agents’ processes',
        isNormal: true,
      },
      {
        label: 'Recorders',
        value: formatCount(totalCount),
        normal: 'one per process that records; each start counts as one',
        isNormal: totalCount > 0,
      },
    ],
  };
}

/** Null stands for what a recorder of before did not say. */
function countOf(count: number | null): string {
  return count === null ? UNDEFINED_VALUE : formatCount(count);
}

export function lagWords(ms: number | null): string {
  return formatDuration(ms === null ? null : Math.round(ms * 1000));
}

/** From the end of a batch to its place in the database, of the open recorder that is slowest; null where none says. */
export function openLagMs({ rows }: Pick<RecordersHealth, 'rows'>): number | null {
  return mostOf(rows, 'lagMs');
}

/** Of the recorders that are still open; null where none says. */
function mostOf(rows: RecordersHealth['rows'], name: 'lagMs' | 'queuedCount'): number | null {
  const known = rows.flatMap((row) => (row.closedAtMs === null && row[name] !== null ? [row[name]] : []));
  return known.length === 0 ? null : Math.max(...known);
}

function prepareHeadline({ droppedCount, totalCount }: RecordersHealth, { batchCount }: MetricsStatus): string {
  if (totalCount === 0) return 'No recorder has written here yet.';
  const recorded = formatCounted(batchCount, 'batch', 'batches');
  if (droppedCount === 0) return `The numbers are complete: ${recorded} recorded, none dropped.`;
  return `The numbers are incomplete: ${formatCounted(droppedCount, 'batch', 'batches')} dropped beside ${formatCount(batchCount)} recorded.`;
}
