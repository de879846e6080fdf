'use client';

import Link, { useLinkStatus } from 'next/link';
import { usePathname, useSearchParams } from 'next/navigation';
import { PRESET_SHAPES, RANGE_PRESETS, type ResolvedRange } from '@/lib/range';
import { relistedUrl } from '@/lib/search-params';
import { CustomRange } from './custom-range';

type RangePickerProps = Pick<ResolvedRange, 'preset' | 'fromMs' | 'toMs' | 'endsNow'>;

/** The ranges on offer, as links that keep what else the URL says, so that a view can be shared and the way back works. */
export function RangePicker({ preset, fromMs, toMs, endsNow }: RangePickerProps) {
  const path = usePathname();
  const search = useSearchParams();
  const url = (change: Parameters<typeof relistedUrl>[1]) => relistedUrl(`${path}?${search}`, change);
  const isFixed = preset === 'custom' || !endsNow;
  return (
    <>
      <nav className="segments" aria-label="Range">
        {RANGE_PRESETS.map((range) => (
          <Link
            key={range}
            href={url({ range, until: null, from: null, to: null })}
            aria-current={range === preset}
            prefetch={false}
          >
            <PendingLabel label={PRESET_SHAPES[range].label} />
          </Link>
        ))}
        <CustomRange isCurrent={preset === 'custom'} fromMs={fromMs} toMs={toMs} />
      </nav>
      {isFixed ? (
        <Link href={url({ until: null, from: null, to: null })} prefetch={false}>
          Up to now
        </Link>
      ) : null}
    </>
  );
}

function PendingLabel({ label }: { readonly label: string }) {
  const { pending } = useLinkStatus();
  return (
    <span aria-busy={pending} className={pending ? 'opacity-50' : undefined}>
      {label}
    </span>
  );
}
