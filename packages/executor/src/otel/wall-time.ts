import type { HrTime } from '@opentelemetry/api';

/**
 * Wall time of a moment of a batch, to the µs.
 *
 * @param startedAtMs - Of the batch's submission, epoch ms.
 * @param atMs - Since then.
 */
export function wallTime(startedAtMs: number, atMs: number): HrTime {
  const epochUs = Math.round(startedAtMs * 1000) + Math.round(atMs * 1000);
  // A pair, as the SDKs take a small number for one of the performance clock.
  return [Math.floor(epochUs / 1_000_000), (epochUs % 1_000_000) * 1000];
}
