import type { MetricsStatus } from '@parallel-tools/metrics/queries';
import type { ReactNode } from 'react';
import { getStatus } from '@/data/metrics';
import type { PageId } from '@/lib/pages';
import { pickRange, type RangeChoice, type ResolvedRange } from '@/lib/range';
import { EmptyDatabasePage } from './empty-database-page';
import { Patient } from './patient';
import { ProblemPage } from './problem-page';

/** What a page over a range begins with. */
export interface OpenedRange {
  /** Of a database with batches. */
  readonly status: MetricsStatus;
  /** One object for the whole request: panels that ask the same of it share the answer. */
  readonly range: ResolvedRange;
  readonly nowMs: number;
}

interface RangePageProps {
  readonly page: PageId;
  /** What the URL says of the range. */
  readonly choice: RangeChoice;
  readonly children: (opened: OpenedRange) => ReactNode;
}

/** A page over a range of batches, or why there is nothing to show. */
export function RangePage({ page, choice, children }: RangePageProps) {
  return (
    <Patient question={getStatus()} page={page}>
      {(read) => {
        if (!read.ok) return <ProblemPage problem={read.problem} />;
        const status = read.value;
        if (status.batchCount === 0) return <EmptyDatabasePage status={status} />;
        const nowMs = Date.now();
        return children({ status, range: pickRange(choice, status, nowMs), nowMs });
      }}
    </Patient>
  );
}
