import { check } from '../check.js';
import type { BatchRecord } from '../types.js';
import { type Candidate, candidatesFor, type SuggestedChange } from './candidates.js';
import { type Simulation, simulate } from './simulate.js';

/** Options of `suggest`. */
export interface SuggestOptions {
  /**
   * What a change must save at least to be suggested, as a share of the summed makespan: from 0 to 1.
   * @defaultValue 0.01
   */
  readonly minSavedShare?: number | undefined;
  /**
   * Also tells, for each tool, what it would buy if its runs took this many times less time: a number > 1. Nobody can just
   * set that, so such entries come last.
   * @defaultValue none
   */
  readonly fasterBy?: number | undefined;
}

/** One change, and what it would have bought in the batches recorded. */
export interface Suggestion extends SuggestedChange {
  /** It tells what something is worth that no option sets. */
  readonly isInformation: boolean;
  /** The change in one sentence. */
  readonly message: string;
  /** Makespans of all batches, by the simulator without the change. */
  readonly before: Makespans;
  /** The same with it. */
  readonly after: Makespans;
  /** `before.sumMs` − `after.sumMs`; above 0. */
  readonly savedMs: number;
  /** Of `before.sumMs`, 0 to 1. */
  readonly savedShare: number;
  /** Batches that would have been shorter. */
  readonly shorterCount: number;
  /** Batches that would have been longer: less waiting for one call can be more for another. */
  readonly longerCount: number;
  /** What must hold for it to come true. */
  readonly assumptions: readonly string[];
}

/** Makespans of a number of batches, in ms. */
export interface Makespans {
  readonly sumMs: number;
  readonly minMs: number;
  readonly medianMs: number;
  readonly maxMs: number;
}

/** Of what the best change of one kind saves, a smaller change must save as much to be suggested instead. */
const ENOUGH_SHARE = 0.9;

/**
 * Which single change to make for recorded batches, and what it buys, by running them again under the simulator with it and
 * without it. Tried are: a higher limit of the executor or of a tool (the lowest of its doublings that saves nine tenths of
 * what lifting it would); a timeout of a tool just above its slowest run that ended `ok`; no retries of a tool that none
 * ever helped. What would cost a call its `ok` is left out. Changes are not combined: after one, record again.
 *
 * It believes nothing that the simulator does not show, and assumes what the simulator assumes; each suggestion says it.
 *
 * @param records - Of one executor, the more alike to come the better.
 * @returns What saves most first, information last; empty where nothing helps. Each change that is tried costs one simulation
 *   of each record that it touches.
 * @throws {ExecutorError} `INVALID_OPTION`, naming option and value; a record of another version.
 * @example
 * const [best] = suggest(records);
 * if (best !== undefined) console.log(best.message, best.savedMs, best.savedShare);
 */
export function suggest(records: readonly BatchRecord[], options: SuggestOptions = {}): Suggestion[] {
  check(Array.isArray(records), 'records', 'must be an array', records);
  check(typeof options === 'object' && options !== null, 'options', 'must be an object', options);
  const { minSavedShare = 0.01, fasterBy } = options;
  check(minSavedShare >= 0 && minSavedShare <= 1, 'minSavedShare', 'must be a number from 0 to 1', minSavedShare);
  const isFactor = fasterBy === undefined || (Number.isFinite(fasterBy) && fasterBy > 1);
  check(isFactor, 'fasterBy', 'must be a number > 1', fasterBy);
  const before = records.map((record) => outcomeOf(simulate(record)));
  return candidatesFor(records, fasterBy)
    .flatMap((steps) => firstThatSavesEnough(steps.flatMap((candidate) => trial(candidate, records, before))))
    .filter(({ savedMs, savedShare }) => savedMs > 0 && savedShare >= minSavedShare)
    .sort((a, b) => Number(a.isInformation) - Number(b.isInformation) || b.savedMs - a.savedMs);
}

/** What counts of a batch that was simulated. */
interface Outcome {
  readonly makespanUs: number;
  readonly okCount: number;
}

function outcomeOf({ makespanUs, record }: Simulation): Outcome {
  return { makespanUs, okCount: record.totals.okCount };
}

/** None where fewer calls would end ok: a batch that fails fast is over sooner if it fails sooner. */
function trial(candidate: Candidate, records: readonly BatchRecord[], before: readonly Outcome[]): Suggestion[] {
  const { change, message, assumptions, run } = candidate;
  const trials = records.map((record, index) => {
    const was = before[index] as Outcome;
    const simulation = run(record);
    return { was, is: simulation === null ? was : outcomeOf(simulation) };
  });
  if (trials.some(({ was, is }) => is.okCount < was.okCount)) return [];
  const [beforeUs, afterUs] = [trials.map(({ was }) => was.makespanUs), trials.map(({ is }) => is.makespanUs)];
  const sumBeforeUs = sum(beforeUs);
  const savedUs = sumBeforeUs - sum(afterUs);
  const suggestion: Suggestion = {
    ...change,
    isInformation: change.option === 'run-time',
    message,
    before: makespans(beforeUs),
    after: makespans(afterUs),
    savedMs: savedUs / 1000,
    savedShare: sumBeforeUs === 0 ? 0 : savedUs / sumBeforeUs,
    shorterCount: trials.filter(({ was, is }) => is.makespanUs < was.makespanUs).length,
    longerCount: trials.filter(({ was, is }) => is.makespanUs > was.makespanUs).length,
    assumptions,
  };
  return [suggestion];
}

/** @param steps - Of one change, from small to large. */
function firstThatSavesEnough(steps: readonly Suggestion[]): Suggestion[] {
  const mostMs = Math.max(...steps.map(({ savedMs }) => savedMs));
  const first = steps.find(({ savedMs }) => savedMs >= mostMs * ENOUGH_SHARE);
  return first === undefined ? [] : [first];
}

function makespans(us: readonly number[]): Makespans {
  const sorted = [...us].sort((a, b) => a - b);
  const [lower, upper] = [sorted[(sorted.length - 1) >> 1] ?? 0, sorted[sorted.length >> 1] ?? 0];
  return {
    sumMs: sum(us) / 1000,
    minMs: (sorted[0] ?? 0) / 1000,
    medianMs: (lower + upper) / 2000,
    maxMs: (sorted.at(-1) ?? 0) / 1000,
  };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
