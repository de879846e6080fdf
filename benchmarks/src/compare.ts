import type { Settings } from './settings.ts';
import { type Spread, spreadOf } from './spread.ts';

/** Something that is run often, to see what one unit of it costs. */
export interface Subject {
  readonly name: string;
  /** Runs once and resolves when all is done. */
  readonly run: () => Promise<unknown>;
  /** Calls in one run: costs are given per call. */
  readonly callsPerRun: number;
  /** Does away with what its runs leave behind; after each sample, outside its time. */
  readonly cleanUp?: () => Promise<unknown>;
}

/** One sample: by the clock, and by the processor, which a busy machine disturbs less. */
export interface Sample {
  readonly wall: number;
  readonly cpu: number;
}

/** Anything of which a sample can be taken again and again. */
export interface Measure {
  readonly name: string;
  readonly sample: () => Promise<Sample>;
}

/** What one measure comes to beside another, in one process. */
export interface Comparison {
  readonly subject: string;
  readonly baseline: string;
  /** Subject ÷ baseline, pair by pair. */
  readonly ratio: Spread;
  readonly cpuRatio: Spread;
  readonly own: Spread;
  readonly base: Spread;
  /** Baseline ÷ baseline of each pair: outside 0.85–1.15 the machine was too restless for the ratio to count. */
  readonly control: Spread;
  readonly isValid: boolean;
  /** Comparisons thrown away before this one because their control voided them. */
  readonly voidCount: number;
}

const MAX_CONTROL_ERROR = 0.15;
const MAX_TRIES = 3;
const WARM_UP_SAMPLES = 5;
/** Of large ones, in which collections fall on some and not on others. */
const MIN_RUNS = 2;

/**
 * Compares by A-B-A: each sample of the subject stands between two of the baseline, so that a machine that slows down
 * slows both. What its control voids is tried again, twice at most.
 */
export async function compare(subject: Measure, baseline: Measure, { pairs }: Settings): Promise<Comparison> {
  for (let sample = 0; sample < WARM_UP_SAMPLES; sample++) {
    await subject.sample();
    await baseline.sample();
  }
  for (let voidCount = 0; ; voidCount++) {
    const comparison = await compareOnce(subject, baseline, pairs);
    const isValid = Math.abs(comparison.control.median - 1) <= MAX_CONTROL_ERROR;
    if (isValid || voidCount === MAX_TRIES - 1) return { ...comparison, isValid, voidCount };
  }
}

async function compareOnce(subject: Measure, baseline: Measure, pairs: number) {
  const samples: { before: Sample; own: Sample; after: Sample }[] = [];
  for (let pair = 0; pair < pairs; pair++) {
    samples.push({ before: await baseline.sample(), own: await subject.sample(), after: await baseline.sample() });
  }
  const ratioOf = (kind: keyof Sample) =>
    spreadOf(samples.map(({ before, own, after }) => own[kind] / ((before[kind] + after[kind]) / 2)));
  return {
    subject: subject.name,
    baseline: baseline.name,
    ratio: ratioOf('wall'),
    cpuRatio: ratioOf('cpu'),
    own: spreadOf(samples.map(({ own }) => own.wall)),
    base: spreadOf(samples.flatMap(({ before, after }) => [before.wall, after.wall])),
    control: spreadOf(samples.map(({ before, after }) => after.wall / before.wall)),
  };
}

/**
 * µs per call, over runs that together last at least one sample.
 *
 * @param settleMs - For so long it runs before each sample, outside its time.
 */
export function costOf(subject: Subject, settings: Settings, settleMs: number = settings.sampleMs): Measure {
  return { name: subject.name, sample: () => sampleCost(subject, settings, settleMs) };
}

/** µs per call of the large subject ÷ that of the small one, one sampled right after the other. */
export function growthOf(small: Subject, large: Subject, settings: Settings): Measure {
  const sample = async () => {
    const before = await sampleCost(small, settings, settings.sampleMs);
    const after = await sampleCost(large, settings, settings.sampleMs);
    return { wall: after.wall / before.wall, cpu: after.cpu / before.cpu };
  };
  return { name: large.name, sample };
}

async function sampleCost(subject: Subject, { sampleMs }: Settings, settleMs: number): Promise<Sample> {
  // So that it pays for its own garbage, not for that of the sample before. A forced collection would be thorough, and
  // wrong: it takes the hidden classes that have no objects just then, and with them optimised code, for seconds.
  await runFor(subject, settleMs);
  const startCpu = process.cpuUsage();
  const startMs = performance.now();
  const runs = await runFor(subject, sampleMs);
  const wallUs = (performance.now() - startMs) * 1000;
  const { user, system } = process.cpuUsage(startCpu);
  await subject.cleanUp?.();
  const callCount = runs * subject.callsPerRun;
  return { wall: wallUs / callCount, cpu: (user + system) / callCount };
}

/** @returns How often it ran. */
async function runFor({ run }: Subject, leastMs: number): Promise<number> {
  const startMs = performance.now();
  let runs = 0;
  do {
    await run();
    runs += 1;
  } while (runs < MIN_RUNS || performance.now() - startMs < leastMs);
  return runs;
}
