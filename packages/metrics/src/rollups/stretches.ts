/** A stretch of time, in µs. */
interface Stretch {
  readonly startUs: number;
  readonly endUs: number;
}

/** Time covered by at least one of the stretches, in µs. */
export function unionUs(stretches: readonly Stretch[]): number {
  let coveredUs = 0;
  let untilUs = Number.NEGATIVE_INFINITY;
  for (const { startUs, endUs } of stretches.toSorted((a, b) => a.startUs - b.startUs)) {
    coveredUs += Math.max(0, endUs - Math.max(startUs, untilUs));
    untilUs = Math.max(untilUs, endUs);
  }
  return coveredUs;
}

/** Most stretches at one moment: where one ends and another starts, they do not meet; one without length counts where it is. */
export function greatestOverlap(stretches: readonly Stretch[]): number {
  if (stretches.length < 2) return stretches.length;
  const moments: (readonly [atUs: number, rank: number])[] = [];
  for (const { startUs, endUs } of stretches) {
    if (startUs === endUs) moments.push([startUs, INSTANT]);
    else moments.push([startUs, START], [endUs, END]);
  }
  let open = 0;
  let most = 0;
  for (const [, rank] of moments.sort((a, b) => a[0] - b[0] || a[1] - b[1])) {
    if (rank === END) open -= 1;
    else if (rank === START) open += 1;
    most = Math.max(most, rank === INSTANT ? open + 1 : open);
  }
  return most;
}

const END = 0;
const INSTANT = 1;
const START = 2;
