import type { LatencyBand, LatencyHeatmap, LatencyHistogram } from '@parallel-tools/metrics/queries';
import { formatBucket } from '@/charts/axis';
import { formatCount, formatDuration } from '@/lib/format';
import type { ResolvedRange } from '@/lib/range';

/** Bands of run time in the heatmap and its histogram. */
export const BAND_COUNT = 14;

/** Shades of the heatmap, 0 for none. */
const SHADES = 7;

const MAX_BAND_LABELS = 7;

/** Run times by time and length, and by length alone, on the same axis. */
export interface SpreadModel {
  readonly name: string;
  readonly bucketMs: number;
  readonly startsMs: readonly number[];
  readonly spans: readonly string[];
  /** Edges of bands to label, as positions from 0 to the number of bands. */
  readonly edges: readonly { readonly at: number; readonly label: string }[];
  /** Lowest first: how each band is said. */
  readonly bandLabels: readonly string[];
  /** `shades[time][band]`, 0 to 7; null for a time without samples. */
  readonly shades: readonly (readonly number[] | null)[];
  readonly counts: readonly (readonly number[])[];
  readonly maxCount: number;
  /** One per band. */
  readonly histogram: readonly number[];
  readonly sampleCount: number;
  /** Where on the axis of bands the percentiles lie. */
  readonly marks: readonly { readonly label: string; readonly at: number }[];
}

export function prepareSpread(heatmap: LatencyHeatmap, histogram: LatencyHistogram, range: ResolvedRange): SpreadModel {
  const { bands, counts, maxCount, startsMs } = heatmap;
  return {
    name: `Run times by time and length: ${formatCount(histogram.sampleCount)} attempts, p50 ${formatDuration(histogram.p50Us)}, p95 ${formatDuration(histogram.p95Us)}.`,
    bucketMs: range.bucketMs,
    startsMs,
    spans: startsMs.map((startMs) => formatBucket(startMs, range.bucketMs)),
    edges: edgesOf(bands),
    bandLabels: bands.map(({ fromUs, toUs }) => `${formatDuration(fromUs)} – ${formatDuration(toUs)}`),
    shades: counts.map((column) =>
      column.every((count) => count === 0)
        ? null
        : column.map((count) => Math.ceil((SHADES * count) / Math.max(1, maxCount))),
    ),
    counts,
    maxCount,
    histogram: histogram.bands.map(({ count }) => count),
    sampleCount: histogram.sampleCount,
    marks: [
      { label: 'p50', us: histogram.p50Us },
      { label: 'p95', us: histogram.p95Us },
      { label: 'p99', us: histogram.p99Us },
    ].flatMap(({ label, us }) =>
      us === null ? [] : [{ label: `${label} ${formatDuration(us)}`, at: bandPosition(bands, us) }],
    ),
  };
}

function edgesOf(bands: readonly LatencyBand[]): SpreadModel['edges'] {
  const step = Math.ceil((bands.length + 1) / MAX_BAND_LABELS);
  return bands
    .map(({ fromUs }, at) => ({ at, label: formatDuration(fromUs) }))
    .filter(({ at }) => at % step === 0 && at <= bands.length - step / 2)
    .concat(bands.length === 0 ? [] : [{ at: bands.length, label: formatDuration(bands.at(-1)?.toUs ?? 0) }]);
}

/** Where a run time lies on the axis of bands: each band is as wide as the others, and logarithmic inside. */
function bandPosition(bands: readonly LatencyBand[], us: number): number {
  const index = bands.findIndex(({ toUs }) => us <= toUs);
  const band = bands[index];
  if (band === undefined) return bands.length;
  const [from, to] = [Math.log(Math.max(1, band.fromUs)), Math.log(Math.max(1, band.toUs))];
  return index + (to > from ? Math.max(0, (Math.log(Math.max(1, us)) - from) / (to - from)) : 0);
}
