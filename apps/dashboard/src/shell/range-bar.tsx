import type { ReactNode } from 'react';
import { formatRange, lengthLabel, type ResolvedRange } from '@/lib/range';
import { RangePicker } from './range-picker';

interface RangeBarProps {
  readonly range: ResolvedRange;
  /** Says "against the 24 h before", on pages that compare. */
  readonly isCompared?: boolean;
  /** Filters as chips, after the range. */
  readonly children?: ReactNode;
  /** Buttons at the bar's end. */
  readonly end?: ReactNode;
}

/** Which range is shown, in which zone, against what, and under which filters. */
export function RangeBar({ range, isCompared = false, children, end }: RangeBarProps) {
  return (
    <>
      <RangePicker preset={range.preset} fromMs={range.fromMs} toMs={range.toMs} endsNow={range.endsNow} />
      <span>
        {formatRange(range)}{' '}
        <span className="text-muted">UTC{range.isFromFirstBatch ? ', since the first batch' : ''}</span>
      </span>
      {isCompared ? <span className="text-muted not-phone">against the {lengthLabel(range)} before</span> : null}
      {children}
      {end === undefined ? null : <span className="bar-end">{end}</span>}
    </>
  );
}
