import Link from 'next/link';
import { formatClock } from '@/lib/format';
import { formatRange, type ResolvedRange } from '@/lib/range';
import { overviewUrl } from '@/lib/search-params';
import { RefreshButton } from '@/ui/refresh-button';
import { RangeLinks } from './range-links';

interface OverviewBarProps {
  readonly range: ResolvedRange;
  readonly nowMs: number;
}

/** Which range is shown, in which zone, as of when. */
export function OverviewBar({ range, nowMs }: OverviewBarProps) {
  return (
    <>
      <RangeLinks current={range.preset} />
      <span className="min-w-0 grow basis-[200px]">
        {formatRange(range)}{' '}
        <span className="text-muted">UTC{range.isFromFirstBatch ? ', since the first batch' : ''}</span>
        {range.endsNow ? null : (
          <Link className="ml-[12px]" href={overviewUrl('/', { range: range.preset })}>
            Up to now
          </Link>
        )}
      </span>
      <span className="ml-auto flex items-center gap-[12px] text-muted">
        <span className="not-phone">as of {formatClock(nowMs)} UTC</span>
        <RefreshButton label="Refresh" />
      </span>
    </>
  );
}
