import type { BatchDetail } from '@parallel-tools/metrics/queries';

/** Attempts running at a time, as steps; each holds until the next one begins. */
export interface InFlight {
  readonly steps: readonly { readonly startUs: number; readonly count: number }[];
  readonly most: number;
  /** Null stands for no limit. */
  readonly limit: number | null;
  /** Attempts running, on average over the makespan. */
  readonly mean: number | null;
  /** Share of the makespan with as many running as the limit allows; null without a limit. */
  readonly atLimitShare: number | null;
  /** The longest stretch with one attempt alone, where it is worth a word. */
  readonly alone: { readonly startUs: number; readonly endUs: number } | null;
}

export function prepareInFlight(batch: BatchDetail): InFlight {
  const changes = batch.calls
    .flatMap((call) => call.attempts)
    .filter((attempt) => attempt.endUs > attempt.startUs)
    .flatMap(({ startUs, endUs }) => [
      { atUs: startUs, by: 1 },
      { atUs: endUs, by: -1 },
    ])
    // An end frees its slot for a start at the same instant.
    .sort((a, b) => a.atUs - b.atUs || a.by - b.by);
  const steps: { startUs: number; count: number }[] = [{ startUs: 0, count: 0 }];
  let count = 0;
  for (const { atUs, by } of changes) {
    count += by;
    const last = steps.at(-1);
    if (last?.startUs === atUs) last.count = count;
    else steps.push({ startUs: atUs, count });
  }
  const { makespanUs, limits } = batch;
  const stretches = steps.map((step, index) => ({ ...step, endUs: steps[index + 1]?.startUs ?? makespanUs }));
  const limit = limits.maxConcurrency;
  const shown = withoutDips(steps, makespanUs);
  return {
    steps: shown,
    most: steps.reduce((most, step) => Math.max(most, step.count), 0),
    limit,
    mean: makespanUs === 0 ? null : totalUs(stretches, (step) => step.count) / makespanUs,
    atLimitShare:
      limit === null || makespanUs === 0
        ? null
        : totalUs(stretches, (step) => (step.count >= limit ? 1 : 0)) / makespanUs,
    alone: longestAlone(shown, makespanUs),
  };
}

interface Stretch {
  readonly startUs: number;
  readonly endUs: number;
  readonly count: number;
}

function totalUs(stretches: readonly Stretch[], weight: (stretch: Stretch) => number): number {
  return stretches.reduce((sum, stretch) => sum + weight(stretch) * (stretch.endUs - stretch.startUs), 0);
}

// One call alone for less of the batch is nothing to look into.
const MIN_ALONE_SHARE = 0.1;

function longestAlone(steps: InFlight['steps'], makespanUs: number): InFlight['alone'] {
  let longest: InFlight['alone'] = null;
  for (const [index, { startUs, count }] of steps.entries()) {
    const previous = steps[index - 1];
    // Where one call ends and the next begins, two steps of one touch.
    if (count !== 1 || previous?.count === 1) continue;
    let end = index + 1;
    while (steps[end]?.count === 1) end++;
    const endUs = steps[end]?.startUs ?? makespanUs;
    if (endUs - startUs > (longest === null ? makespanUs * MIN_ALONE_SHARE : longest.endUs - longest.startUs)) {
      longest = { startUs, endUs };
    }
  }
  return longest;
}

// While a slot changes hands nothing runs in it for some microseconds: narrower than a pixel, that would be noise.
const DIPS_PER_AXIS = 1000;

function withoutDips(steps: InFlight['steps'], axisUs: number): InFlight['steps'] {
  const shortestUs = axisUs / DIPS_PER_AXIS;
  return steps.filter((step, index) => {
    const before = steps[index - 1];
    const after = steps[index + 1];
    if (before === undefined || after === undefined) return true;
    const isDip = step.count < before.count && step.count < after.count;
    return !isDip || after.startUs - step.startUs >= shortestUs;
  });
}
