import type { MetricsStatus, RecordersHealth } from '@parallel-tools/metrics/queries';
import { Suspense } from 'react';
import { attempt, getRecorderHealth } from '@/data/metrics';
import { lagWords, openLagMs } from '@/health/prepare-health';
import { formatCount, formatCounted, formatDateTime } from '@/lib/format';

/** How complete the numbers are, on every page, so that nobody trusts what they are not. */
export function StatusFooter({ status }: { readonly status: MetricsStatus }) {
  return (
    <>
      <Suspense fallback={<span>Recorder: reading</span>}>
        <RecorderState />
      </Suspense>
      <span>
        <b>{formatCounted(status.batchCount, 'batch', 'batches')}</b> recorded
        {status.lastStartedAtMs === null ? null : (
          <>
            , newest <b>{formatDateTime(status.lastStartedAtMs)}</b>
          </>
        )}
      </span>
      <span>
        Database <b className="mono">{status.databasePath}</b>, read only
      </span>
      <span>All times UTC</span>
    </>
  );
}

async function RecorderState() {
  const read = await attempt(getRecorderHealth);
  return read.ok ? <Health health={read.value} /> : <span>Recorder: unknown, the database cannot be read</span>;
}

function Health({ health }: { readonly health: RecordersHealth }) {
  const { totalCount, droppedCount, lastWriteMs } = health;
  const lagMs = openLagMs(health);
  return (
    <>
      <span>
        Recorder: <b>{formatCounted(totalCount, 'writer')}</b> · <b>{formatCount(droppedCount)}</b> dropped
        {lagMs === null ? null : (
          <>
            {' '}
            · lag <b>{lagWords(lagMs)}</b>
          </>
        )}
      </span>
      {lastWriteMs === null ? null : (
        <span>
          Complete to <b>{formatDateTime(lastWriteMs)}</b>
        </span>
      )}
    </>
  );
}
