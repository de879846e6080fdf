/** The plot of a chart over time: a band for each bucket, values from 0 upwards. All in px. */
export interface PlotScales {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
  /** Width of a bucket. */
  readonly band: number;
  /** Where a bucket begins. */
  x(index: number): number;
  /** Its middle, where lines have their points. */
  middle(index: number): number;
  y(value: number): number;
}

interface PlotBox {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly leftPx: number;
  readonly rightPx: number;
  readonly topPx: number;
  readonly bottomPx: number;
}

/** Scales for `count` buckets and values up to `highest`. */
export function plotScales(box: PlotBox, count: number, highest: number): PlotScales {
  const left = box.leftPx;
  const right = Math.max(left + 1, box.widthPx - box.rightPx);
  const top = box.topPx;
  const bottom = box.heightPx - box.bottomPx;
  const band = (right - left) / Math.max(1, count);
  const x = (index: number) => left + index * band;
  return {
    left,
    right,
    top,
    bottom,
    band,
    x,
    middle: (index) => x(index) + band / 2,
    y: (value) => bottom - (highest > 0 ? value / highest : 0) * (bottom - top),
  };
}

/** The bucket at a place; null outside the plot. */
export function bucketAt(scales: PlotScales, count: number, xPx: number): number | null {
  if (count === 0 || xPx < scales.left || xPx > scales.right) return null;
  return Math.min(count - 1, Math.max(0, Math.floor((xPx - scales.left) / scales.band)));
}

/** A line of straight segments through the values; null breaks it. `from` and `to` cut it, both included. */
export function linePath(
  values: readonly (number | null)[],
  scales: Pick<PlotScales, 'middle' | 'y'>,
  from = 0,
  to = values.length - 1,
): string {
  let path = '';
  let isBroken = true;
  for (let index = from; index <= to; index++) {
    const value = values[index] ?? null;
    if (value !== null) {
      path += `${isBroken ? 'M' : 'L'}${round(scales.middle(index))} ${round(scales.y(value))}`;
    }
    isBroken = value === null;
  }
  return path;
}

/** The area between two lines, where both have values, as one closed shape for each run of them. */
export function betweenPath(
  lower: readonly (number | null)[],
  upper: readonly (number | null)[],
  scales: Pick<PlotScales, 'middle' | 'y'>,
  to = lower.length - 1,
): string {
  return runsOf(lower.map((value, index) => index <= to && value !== null && (upper[index] ?? null) !== null))
    .map(([first, last]) => {
      const forth = linePath(upper, scales, first, last);
      const back: string[] = [];
      for (let index = last; index >= first; index--) {
        back.push(`L${round(scales.middle(index))} ${round(scales.y(lower[index] ?? 0))}`);
      }
      return `${forth}${back.join('')}Z`;
    })
    .join('');
}

/** Runs of true, as first and last index, both included. */
export function runsOf(flags: readonly boolean[]): readonly (readonly [number, number])[] {
  const runs: [number, number][] = [];
  flags.forEach((flag, index) => {
    const last = runs.at(-1);
    if (!flag) return;
    if (last !== undefined && last[1] === index - 1) last[1] = index;
    else runs.push([index, index]);
  });
  return runs;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
