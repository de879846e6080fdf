import { attributionSums, grahamsBound, nothingIsLeft, overInTime } from './batch-laws.js';
import { evidenceOf, type Law } from './evidence.js';
import type { Observed } from './observed.js';
import { conflictsNeverOverlap, edgesAreKept, oneAtATime, readyAtOnce } from './order-laws.js';
import { asTheModelSays, eventsFollow, oneResultPerCall } from './result-laws.js';
import { timeIsFilled, waitsForSomebody, workConserving } from './wait-laws.js';

const LAWS: Readonly<Record<string, Law>> = {
  'one result per call, in order': oneResultPerCall,
  'what each call comes to': asTheModelSays,
  'the events of a call follow each other': eventsFollow,
  'limits, and no start after the end': ({ observed }) => observed.violations,
  'calls that conflict never overlap': conflictsNeverOverlap,
  'order of every edge': edgesAreKept,
  'a call is ready when those before it are over': readyAtOnce,
  'no slot idles while a call waits for one': workConserving,
  'nobody waits for a resource that nobody has': waitsForSomebody,
  'waits and runs fill the time from ready to end': timeIsFilled,
  'attribution sums to the makespan': attributionSums,
  'Graham’s bound': grahamsBound,
  'one at a time where asked': oneAtATime,
  'all is over at abort and deadline': overInTime,
  'nothing is left': nothingIsLeft,
};

/** All violations of all laws. */
export function violationsOf(observed: Observed, isTimed: boolean): string[] {
  const evidence = evidenceOf(observed, isTimed);
  return Object.entries(LAWS).flatMap(([name, law]) => Array.from(law(evidence), (what) => `${name}: ${what}`));
}
