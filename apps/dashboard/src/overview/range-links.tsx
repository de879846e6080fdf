'use client';

import Link, { useLinkStatus } from 'next/link';
import { PRESET_SHAPES, RANGE_PRESETS, type RangePreset } from '@/lib/range';
import { overviewUrl } from '@/lib/search-params';

/** The ranges on offer, as links, so that a view can be shared and the way back works. */
export function RangeLinks({ current }: { readonly current: RangePreset }) {
  return (
    <nav className="segments" aria-label="Range">
      {RANGE_PRESETS.map((range) => (
        <Link key={range} href={overviewUrl('/', { range })} aria-current={range === current} prefetch={false}>
          <PendingLabel label={PRESET_SHAPES[range].label} />
        </Link>
      ))}
    </nav>
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
