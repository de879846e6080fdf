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

/** What holds whatever policies surround the attempts; they change what calls come to, and what keeps them from starting. */
export const LAWS_OF_POLICIES: string[] = [
  'one result per call, in order',
  'the events of a call follow each other',
  'limits, and no start after the end',
  'calls that conflict never overlap',
  'order of every edge',
  'waits and runs fill the time from ready to end',
  'attribution sums to the makespan',
  'all is over at abort and deadline',
  'nothing is left',
];

/** All violations of all laws, or of those named. */
export function violationsOf(observed: Observed, isTimed: boolean, names = Object.keys(LAWS)): string[] {
  const evidence = evidenceOf(observed, isTimed);
  const laws = Object.entries(LAWS).filter(([name]) => names.includes(name));
  return laws.flatMap(([name, law]) => Array.from(law(evidence), (what) => `${name}: ${what}`));
}
