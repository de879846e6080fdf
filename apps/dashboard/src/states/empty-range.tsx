import type { MetricsStatus } from '@parallel-tools/metrics/queries';
import Link from 'next/link';
import type { ReactNode } from 'react';
import { attempt, getOverview } from '@/data/metrics';
import { formatAgo, formatDateTime } from '@/lib/format';
import { lengthLabel, PRESET_SHAPES, type ResolvedRange, smallestPresetSince } from '@/lib/range';
import { rangeUrl } from '@/lib/search-params';
import { Arrow } from '@/ui/glyphs';

interface EmptyRangeProps {
  readonly range: ResolvedRange;
  readonly status: MetricsStatus;
  readonly nowMs: number;
  /** Stands in its place when the range has batches, or when that cannot be read: it says so. */
  readonly otherwise: ReactNode;
}

/** Why a range shows nothing, and the nearest one that would show something. */
export async function EmptyRange({ range, status, nowMs, otherwise }: EmptyRangeProps) {
  const read = await attempt(() => getOverview(range));
  const newestMs = status.lastStartedAtMs;
  if (!read.ok || read.value.batchCount > 0 || newestMs === null) return otherwise;
  const nearest = smallestPresetSince(newestMs, nowMs);
  const label = lengthLabel(range);
  return (
    <section>
      <p className="eyebrow">Nothing in this range</p>
      <h1 className="verdict mt-[4px]">
        {range.endsNow ? `No batches in the last ${label}.` : `No batches in these ${label}.`}
      </h1>
      <p className="mt-[8px] text-muted">
        The newest started {formatAgo(nowMs - newestMs)}, {formatDateTime(newestMs)} UTC.
      </p>
      <p className="mt-[12px]">
        <Link
          className="button primary"
          href={nearest === null ? rangeUrl('/', { range: '15m', until: newestMs }) : rangeUrl('/', { range: nearest })}
        >
          {nearest === null ? 'Show the 15 m up to it' : `Show ${PRESET_SHAPES[nearest].label}`} <Arrow />
        </Link>
      </p>
    </section>
  );
}
