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
  return (
    <nav className="note" aria-label="Breadcrumb">
      <Link href={overviewUrl('/', { range, until })}>Overview</Link>
      {range === null ? null : ` / ${until === null ? 'last ' : ''}${PRESET_SHAPES[range].label}`} / batch of{' '}
      {formatDate(batch.startedAtMs)} {formatClock(batch.startedAtMs)} UTC
    </nav>
  );
}
