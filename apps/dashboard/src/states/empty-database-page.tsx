import type { MetricsStatus } from '@parallel-tools/metrics/queries';
import { WaitingPage } from './waiting-page';

/** The database is open and has no batches. */
export function EmptyDatabasePage({ status }: { readonly status: MetricsStatus }) {
  return (
    <WaitingPage
      bar={
        <>
          <code>{status.databasePath}</code> is open, schema {status.schemaVersion}, 0 batches
        </>
      }
      steps={[
        { label: 'Database opened', isDone: true, state: `yes, schema ${status.schemaVersion}` },
        { label: 'First batch recorded', isDone: false, state: 'not yet' },
      ]}
    />
  );
}
