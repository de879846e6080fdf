import type { BatchDetail } from '@parallel-tools/metrics/queries';
import Link from 'next/link';
import { formatClock, formatDate } from '@/lib/format';
import { PRESET_SHAPES, type RangePreset } from '@/lib/range';
import { overviewUrl } from '@/lib/search-params';

interface BatchBarProps {
  readonly batch: Pick<BatchDetail, 'startedAtMs'>;
  readonly range: RangePreset | null;
  readonly until: number | null;
}

/** The way back, to the range one came from. */
export function BatchBar({ batch, range, until }: BatchBarProps) {
  const rangeLabel = range === null ? null : `${until === null ? 'last ' : ''}${PRESET_SHAPES[range].label}`;
  return (
    <nav aria-label="Breadcrumb">
      <ol className="crumbs note">
        <li>
          <Link href={overviewUrl('/', { range, until })}>Overview</Link>
        </li>
        {rangeLabel === null ? null : <li>{rangeLabel}</li>}
        <li aria-current="page">
          batch of {formatDate(batch.startedAtMs)} {formatClock(batch.startedAtMs)} UTC
        </li>
      </ol>
    </nav>
  );
}
