import { type Spread, spreadOf } from './spread.ts';

/** Something that is run often, to see what one unit of it costs. */
export interface Subject {
  readonly name: string;
  /** Runs once and resolves when all is done. */
  readonly run: () => Promise<unknown>;
  /** Calls in one run: costs are given per call. */
  readonly callsPerRun: number;
}

/** What one subject costs beside another, in one process. */
export interface Comparison {
  readonly subject: string;
  readonly baseline: string;
  /** Cost of the subject ÷ cost of the baseline, pair by pair. */
  readonly ratio: Spread;
  readonly subjectUsPerCall: number;
  readonly baselineUsPerCall: number;
  /** Baseline ÷ baseline of each pair: outside 0.85–1.15 the machine was too restless for the ratio to count. */
  readonly control: Spread;
  readonly isValid: boolean;
}

const PAIRS = 9;
const SAMPLE_MS = 100;
const MAX_CONTROL_ERROR = 0.15;

/**
 * Compares by A-B-A: each sample of the subject stands between two of the baseline, so that a machine that slows down
 * slows both. Samples last at least 100 ms.
 */
export async function compare(subject: Subject, baseline: Subject): Promise<Comparison> {
  const samples: { before: number; own: number; after: number }[] = [];
  await sample(subject);
  await sample(baseline);
  for (let pair = 0; pair < PAIRS; pair++) {
    samples.push({ before: await sample(baseline), own: await sample(subject), after: await sample(baseline) });
  }
  const control = spreadOf(samples.map(({ before, after }) => after / before));
  return {
    subject: subject.name,
    baseline: baseline.name,
    ratio: spreadOf(samples.map(({ before, own, after }) => own / ((before + after) / 2))),
    subjectUsPerCall: spreadOf(samples.map(({ own }) => own)).median,
    baselineUsPerCall: spreadOf(samples.flatMap(({ before, after }) => [before, after])).median,
    control,
    isValid: Math.abs(control.median - 1) <= MAX_CONTROL_ERROR,
  };
}

/** µs per call over at least 100 ms of runs. */
async function sample({ run, callsPerRun }: Subject): Promise<number> {
  const startMs = performance.now();
  let runs = 0;
  do {
    await run();
    runs += 1;
  } while (performance.now() - startMs < SAMPLE_MS);
  return ((performance.now() - startMs) * 1000) / (runs * callsPerRun);
}
