import { expect, it } from 'vitest';
import { simulate } from './simulate.js';
import { type WorkloadCall, workloadRecord } from './workload-record.js';

it('is the record of a batch without limits', () => {
  const record = workloadRecord([
    { toolName: 'search', durationUs: 30 },
    { toolName: 'read', durationUs: 20.4, dependsOn: [0, 0], priority: 2 },
    { toolName: 'read', durationUs: 40, availableUs: 5, dependsOn: [] },
  ]);
  expect(record.calls.map(({ startUs, endUs, level, pathUs }) => [startUs, endUs, level, pathUs])).toEqual([
    [0, 30, 0, 50.4],
    [30, 50, 1, 20.4],
    [5, 45, 0, 40],
  ]);
  expect(record.edges).toEqual([{ from: 1, to: 2, reason: 'depends-on' }]);
  expect(record).toMatchObject({ outcome: 'ok', totals: { makespanUs: 50 }, limits: { maxConcurrency: null } });
  expect(simulate(record).record).toEqual(record);
});

it('is ordered by estimates, not by what calls really take', () => {
  const calls = [
    { toolName: 'a', durationUs: 10, estimateUs: 1 },
    { toolName: 'b', durationUs: 30, estimateUs: 2 },
    { toolName: 'c', durationUs: 20, estimateUs: 3 },
  ];
  const startsUs = (all: readonly WorkloadCall[]) =>
    simulate(workloadRecord(all), { maxConcurrency: 1 }).record.calls.map(({ startUs }) => startUs);
  expect(startsUs(calls)).toEqual([50, 20, 0]);
  expect(startsUs(calls.map(({ estimateUs: _, ...call }) => call))).toEqual([50, 0, 30]);
});

it('lets calls wait for later ones, but not for each other', () => {
  const call = { toolName: 'a', durationUs: 10 };
  expect(workloadRecord([{ ...call, dependsOn: [1] }, call]).totals.makespanUs).toBe(20);
  expect(() =>
    workloadRecord([
      { ...call, dependsOn: [1] },
      { ...call, dependsOn: [0] },
    ]),
  ).toThrow('calls[0].dependsOn must form no cycle');
});

it.each([
  [{ durationUs: -1 }, 'calls[0].durationUs must be a number ≥ 0, got -1'],
  [{ durationUs: Number.NaN }, 'calls[0].durationUs must be a number ≥ 0, got NaN'],
  [{ estimateUs: -1 }, 'calls[0].estimateUs must be a number ≥ 0, got -1'],
  [{ availableUs: -1 }, 'calls[0].availableUs must be a number ≥ 0, got -1'],
  [{ priority: Number.NaN }, 'calls[0].priority must be a finite number, got NaN'],
  [{ dependsOn: [0] }, 'calls[0].dependsOn must hold positions of other calls, got 0'],
  [{ dependsOn: [1] }, 'calls[0].dependsOn must hold positions of other calls, got 1'],
])('refuses %o', (wrong, message) => {
  expect(() => workloadRecord([{ toolName: 'a', durationUs: 10, ...wrong }])).toThrow(message);
});
