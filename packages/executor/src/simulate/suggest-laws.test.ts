import fc from 'fast-check';
import { expect, it } from 'vitest';
import { runLive, stormyScenarios } from '../../test/arbitrary-runs.js';
import type { AttemptRecord, BatchRecord, CallRecord } from '../types.js';
import { simulate } from './simulate.js';
import { type Suggestion, suggest } from './suggest.js';
import { workloadRecord } from './workload-record.js';

// Live runs on a manual clock take some 30 ms each.
const LIVE_RUNS = { numRuns: Number(process.env.RUNS ?? 100) };

const FASTER_BY = 2;

const limit = fc.option(fc.integer({ min: 1, max: 4 }), { nil: null });

const workload = fc
  .tuple(
    fc.array(fc.record({ tool: fc.nat(1), durationUs: fc.integer({ min: 1, max: 50 }), needs: fc.option(fc.nat()) }), {
      minLength: 1,
      maxLength: 12,
    }),
    limit,
    limit,
  )
  .map(([calls, maxConcurrency, ofTool]) => {
    const record = workloadRecord(
      calls.map(({ tool, durationUs, needs }, index) => ({
        toolName: `tool ${tool}`,
        durationUs,
        dependsOn: needs === null || index === 0 ? [] : [needs % index],
      })),
    );
    const tools = calls.some(({ tool }) => tool === 0) ? [{ toolName: 'tool 0', maxConcurrency: ofTool }] : [];
    return simulate(record, { maxConcurrency, tools }).record;
  });

/** The makespan of a record if only the limit or the run time changes that is named. */
function makespanWith({ option, toolName, from, to }: Suggestion, record: BatchRecord): number {
  const { limits, calls } = record;
  if (option === 'run-time') {
    const durationUs = (call: CallRecord, { startUs, endUs }: AttemptRecord) =>
      call.toolName === toolName ? (endUs - startUs) / FASTER_BY : endUs - startUs;
    return simulate(record, { durationUs }).makespanUs;
  }
  const isTools = limits.tools.some((tool) => tool.toolName === toolName && tool.maxConcurrency === from);
  if (toolName === null && limits.maxConcurrency === from) return simulate(record, { maxConcurrency: to }).makespanUs;
  if (isTools && calls.some((call) => call.toolName === toolName)) {
    return simulate(record, { tools: [{ toolName: toolName ?? '', maxConcurrency: to }] }).makespanUs;
  }
  return simulate(record).makespanUs;
}

function checkSums(suggestions: readonly Suggestion[], records: readonly BatchRecord[]): void {
  const beforeUs = records.map((record) => simulate(record).makespanUs).reduce((sum, us) => sum + us, 0);
  for (const { before, after, savedMs, savedShare, shorterCount, longerCount } of suggestions) {
    expect(before.sumMs).toBe(beforeUs / 1000);
    expect(after.sumMs).toBeLessThan(before.sumMs);
    expect(savedMs).toBeCloseTo(before.sumMs - after.sumMs, 9);
    expect(savedShare).toBeGreaterThanOrEqual(0.01);
    expect(shorterCount).toBeGreaterThan(0);
    expect(shorterCount + longerCount).toBeLessThanOrEqual(records.length);
    for (const { minMs, medianMs, maxMs, sumMs } of [before, after]) {
      expect(minMs).toBeLessThanOrEqual(medianMs);
      expect(medianMs).toBeLessThanOrEqual(maxMs);
      expect(maxMs).toBeLessThanOrEqual(sumMs);
    }
  }
}

function checkOrder(suggestions: readonly Suggestion[]): void {
  const actionable = suggestions.filter(({ isInformation }) => !isInformation);
  expect(suggestions.slice(0, actionable.length)).toEqual(actionable);
  for (const part of [actionable, suggestions.slice(actionable.length)]) {
    for (const [index, { savedMs }] of part.entries()) {
      expect(savedMs).toBeLessThanOrEqual(part[index - 1]?.savedMs ?? Number.POSITIVE_INFINITY);
    }
  }
}

it('suggests only what the simulator shows to be better, with the sums that it shows', () => {
  let count = 0;
  fc.assert(
    fc.property(fc.array(workload, { minLength: 1, maxLength: 4 }), (records) => {
      const given = structuredClone(records);
      const suggestions = suggest(records, { fasterBy: FASTER_BY });
      expect(records).toEqual(given);
      checkSums(suggestions, records);
      checkOrder(suggestions);
      count += suggestions.length;
      for (const suggestion of suggestions) {
        const afterUs = records.map((record) => makespanWith(suggestion, record)).reduce((sum, us) => sum + us, 0);
        expect(suggestion.after.sumMs).toBe(afterUs / 1000);
      }
    }),
    { numRuns: Number(process.env.RUNS ?? 500) },
  );
  expect(count).toBeGreaterThan(0);
});

it(
  'keeps to that for batches in which calls retry, time out, fail fast and are aborted',
  async () => {
    await fc.assert(
      fc.asyncProperty(stormyScenarios, stormyScenarios, async (first, second) => {
        const records = [await runLive(first), await runLive(second)];
        const suggestions = suggest(records, { fasterBy: 3 });
        checkSums(suggestions, records);
        checkOrder(suggestions);
      }),
      LIVE_RUNS,
    );
  },
  60_000 + 2_000 * LIVE_RUNS.numRuns,
);
