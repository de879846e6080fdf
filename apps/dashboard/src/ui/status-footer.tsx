import type { MetricsStatus } from '@parallel-tools/metrics/queries';
import { formatCount, formatCounted, formatDateTime } from '@/lib/format';

/** What the database holds, on every page, so that nobody trusts numbers that are incomplete. */
export function StatusFooter({ status }: { readonly status: MetricsStatus }) {
  return (
    <>
      <span>
        Database <b className="mono">{status.databasePath}</b>
      </span>
      <span>
        <b>{formatCounted(status.batchCount, 'batch', 'batches')}</b> recorded,{' '}
        <b>{formatCount(status.droppedCount)}</b> dropped
      </span>
      {status.lastStartedAtMs === null ? null : (
        <span>
          Newest <b>{formatDateTime(status.lastStartedAtMs)} UTC</b>
        </span>
      )}
      <span>All times UTC</span>
    </>
  );
}
