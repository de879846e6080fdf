import { durationTicks } from '@/charts/axis';
import type { ScaleStretch } from './idle-gaps';
import type { TimeView } from './view';

const TICK_COUNT = 7;
// Nearer to the one before, where a gap was left out between them, their labels would meet.
const MIN_SHARE_BETWEEN = 0.05;

/** A labelled time, and where on the axis it is. */
export interface TimelineTick {
  readonly us: number;
  readonly atUs: number;
}

/** Round times within a view, in µs: as far apart as they are on an axis of its length, wherever it begins. */
export function ticksIn(view: TimeView, scale: readonly ScaleStretch[]): readonly TimelineTick[] {
  const spanUs = view.toUs - view.fromUs;
  const [first = 0, second = 1] = durationTicks(spanUs, TICK_COUNT);
  const stepUs = second - first;
  const ticks: TimelineTick[] = [];
  for (const { startUs, endUs, atUs } of scale) {
    const aheadUs = startUs - atUs;
    const begin = Math.ceil(Math.max(startUs, view.fromUs + aheadUs) / stepUs);
    const end = Math.floor(Math.min(endUs, view.toUs + aheadUs) / stepUs);
    for (let count = begin; count <= end; count++) {
      const tick = { us: count * stepUs, atUs: count * stepUs - aheadUs };
      const before = ticks.at(-1)?.atUs ?? Number.NEGATIVE_INFINITY;
      if (tick.atUs - before >= spanUs * MIN_SHARE_BETWEEN) ticks.push(tick);
    }
  }
  return ticks;
}
