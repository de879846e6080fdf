import { durationTicks } from '@/charts/axis';
import type { TimeView } from './view';

const TICK_COUNT = 7;

/** Round times within a view, in µs: as far apart as they are on an axis of its length, wherever it begins. */
export function ticksIn({ fromUs, toUs }: TimeView): readonly number[] {
  const [first = 0, second = 1] = durationTicks(toUs - fromUs, TICK_COUNT);
  const stepUs = second - first;
  const begin = Math.ceil(fromUs / stepUs);
  const end = Math.floor(toUs / stepUs);
  return Array.from({ length: Math.max(0, end - begin + 1) }, (_, index) => (begin + index) * stepUs);
}
