import type { AttemptRecord } from '../types.js';

// At one instant ends come first, then each attempt that took no measurable time by itself, then starts: a slot is given
// on, not shared.
const END = 0;
const INSTANT = 1;
const START = 2;
const RANKS = 3;

/** Most attempts that ran at the same time. */
export function maxInFlight(attempts: readonly Pick<AttemptRecord, 'startUs' | 'endUs'>[]): number {
  if (attempts.length < 2) return attempts.length;
  // Each moment and its rank in one number, so that they sort without a comparison function.
  const moments: number[] = [];
  for (const { startUs, endUs } of attempts) {
    if (startUs === endUs) moments.push(startUs * RANKS + INSTANT);
    else moments.push(startUs * RANKS + START, endUs * RANKS + END);
  }
  let inFlight = 0;
  let most = 0;
  for (const moment of new Float64Array(moments).sort()) {
    const rank = moment % RANKS;
    if (rank === END) inFlight -= 1;
    else if (rank === START) inFlight += 1;
    most = Math.max(most, rank === INSTANT ? inFlight + 1 : inFlight);
  }
  return most;
}
