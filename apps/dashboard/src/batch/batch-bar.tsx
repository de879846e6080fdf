import type { BatchDetail } from '@parallel-tools/metrics/queries';
import Link from 'next/link';
import { formatClock, formatDate } from '@/lib/format';
import { PRESET_SHAPES, type RangeChoice } from '@/lib/range';
import { rangeUrl } from '@/lib/search-params';
import { whatIfUrl } from '@/what-if/url';

interface BatchBarProps {
  readonly batch: Pick<BatchDetail, 'startedAtMs' | 'batchId'>;
  /** As the URL says it. */
  readonly range: RangeChoice;
}

/** The way back, to the range one came from; and on, to other settings. */
export function BatchBar({ batch, range }: BatchBarProps) {
  const { range: preset, until } = range;
  const rangeLabel = preset === null ? null : `${until === null ? 'last ' : ''}${PRESET_SHAPES[preset].label}`;
  return (
    <>
      <nav aria-label="Breadcrumb">
        <ol className="crumbs note">
          <li>
            <Link href={rangeUrl('/', range)}>Overview</Link>
          </li>
          {rangeLabel === null ? null : <li>{rangeLabel}</li>}
          <li aria-current="page">
            batch of {formatDate(batch.startedAtMs)} {formatClock(batch.startedAtMs)} UTC
          </li>
        </ol>
      </nav>
      <span className="bar-end">
        <Link className="button" href={whatIfUrl('/what-if', { batch: [batch.batchId] })} prefetch={false}>
          Replay in What if
        </Link>
      </span>
    </>
  );
}
