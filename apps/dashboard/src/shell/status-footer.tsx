import type { MetricsStatus, RecordersHealth } from '@parallel-tools/metrics/queries';
import { Suspense } from 'react';
import { attempt, getRecorderHealth } from '@/data/metrics';
import { formatClock, formatCount, formatCounted, formatDateTime } from '@/lib/format';

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
  return <span>{read.ok ? <Health health={read.value} /> : 'Recorder: unknown, the database cannot be read'}</span>;
}

function Health({ health: { totalCount, droppedCount, lastWriteMs } }: { readonly health: RecordersHealth }) {
  return (
    <>
      Recorder: <b>{formatCounted(totalCount, 'writer')}</b> · <b>{formatCount(droppedCount)}</b> dropped
      {lastWriteMs === null ? null : (
        <>
          {' '}
          · last write <b>{formatClock(lastWriteMs)} UTC</b>
        </>
      )}
    </>
  );
}
