import type { ResolvedRunOptions } from './run-options.js';

/** Longer than that no timer waits. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** Aborts its signal when the time of a run is up; `stop` it when the run has ended. */
export function startRunClock({ maxTimeMs, clock }: Pick<ResolvedRunOptions, 'maxTimeMs' | 'clock'>): {
  readonly signal: AbortSignal;
  readonly stop: () => void;
} {
  const controller = new AbortController();
  const stop = maxTimeMs > LONGEST_TIMER_MS ? () => undefined : clock.setTimer(maxTimeMs, () => controller.abort());
  return { signal: controller.signal, stop };
}
