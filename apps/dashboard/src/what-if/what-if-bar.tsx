import Link from 'next/link';
import { formatCounted } from '@/lib/format';
import type { ResolvedRange } from '@/lib/range';
import { rangeUrl } from '@/lib/search-params';
import { RangeBar } from '@/shell/range-bar';
import { CopyLink } from './copy-link';
import { type WhatIfParams, whatIfUrl } from './url';

interface WhatIfBarProps {
  readonly range: ResolvedRange;
  readonly params: WhatIfParams;
  readonly changeCount: number;
}

/** Which batches are replayed, and with how many changes. */
export function WhatIfBar({ range, params, changeCount }: WhatIfBarProps) {
  const changes =
    changeCount === 0 ? null : (
      <>
        <span className="what-if-chip">{formatCounted(changeCount, 'change')}</span>
        <Link href={whatIfUrl('/what-if', { ...params, change: null })} prefetch={false}>
          Reset
        </Link>
      </>
    );
  if (params.batch.length === 0) {
    return (
      <RangeBar range={range} end={<CopyLink />}>
        {changes}
      </RangeBar>
    );
  }
  const [only] = params.batch;
  return (
    <>
      <span>
        {params.batch.length === 1 ? 'One batch' : formatCounted(params.batch.length, 'picked batch', 'picked batches')}
      </span>
      {params.batch.length === 1 && only !== undefined ? (
        <Link href={rangeUrl(`/batches/${encodeURIComponent(only)}`, params)} prefetch={false}>
          Open it
        </Link>
      ) : null}
      <Link href={whatIfUrl('/what-if', { ...params, batch: null })} prefetch={false}>
        Replay a range instead
      </Link>
      {changes}
      <span className="bar-end">
        <CopyLink />
      </span>
    </>
  );
}
