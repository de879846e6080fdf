import { describe, expect, it } from 'vitest';
import type { Change } from './change';
import { type BatchRecord, replay } from './replay';
import { sampleRecord } from './sample-records';

const RECORD = sampleRecord('b1', [100, 200, 300]);
const makespanMs = (record: BatchRecord, ...changes: Change[]) => replay(record, changes).simulation.makespanUs / 1000;
const change = (kind: Change['kind'], value: number | null, toolName: string | null = 'search'): Change => ({
  kind,
  toolName,
  value,
});

describe('a limit', () => {
  it('of all tools decides how many calls run at once', () => {
    expect(makespanMs(RECORD)).toBe(600);
    expect(makespanMs(sampleRecord('even', [100, 100, 100]), change('limit', 2, null))).toBe(200);
    expect(makespanMs(RECORD, change('limit', null, null))).toBe(300);
  });

  it('of one tool holds beside that of all', () => {
    expect(makespanMs(RECORD, change('limit', null, null), change('limit', 1))).toBe(600);
  });

  it('of a tool without calls in the batch does nothing to it', () => {
    expect(makespanMs(RECORD, change('limit', 1, 'fetch'))).toBe(600);
  });
});

it('scales run times of one tool', () => {
  expect(makespanMs(RECORD, change('time', 50))).toBe(300);
  expect(makespanMs(RECORD, change('time', 50, 'fetch'))).toBe(600);
});

describe('a timeout', () => {
  it('cuts longer runs, and counts those that had ended ok', () => {
    const { simulation, cutCount } = replay(RECORD, [change('timeout', 150)]);
    expect(simulation.makespanUs).toBe(100_000 + 150_000 + 150_000);
    expect(cutCount).toBe(2);
  });

  it('is what a run that timed out lasts, whatever it was before', () => {
    const [call] = RECORD.calls;
    if (call === undefined) throw new Error('the sample has calls');
    const attempts = call.attempts.map((attempt) => ({ ...attempt, outcome: 'timeout' as const }));
    const timedOut = { ...RECORD, calls: [{ ...call, status: 'error' as const, attempts }] };
    expect(makespanMs(timedOut, change('timeout', 250))).toBe(250);
    expect(makespanMs(timedOut, change('timeout', 40))).toBe(40);
  });
});

describe('a cache', () => {
  it('answers no call at 0 %, all of them at 100 %', () => {
    expect(makespanMs(RECORD, change('cache', 0))).toBe(600);
    expect(makespanMs(RECORD, change('cache', 100))).toBe(0);
  });

  it('hits about as many calls as it says, and the same ones each time', () => {
    const many = sampleRecord(
      'many',
      Array.from({ length: 1000 }, () => 1),
    );
    const hitsOf = () =>
      replay(many, [change('cache', 30)]).simulation.record.calls.filter(({ source }) => source === 'cache');
    expect(hitsOf().length).toBeGreaterThan(260);
    expect(hitsOf().length).toBeLessThan(340);
    expect(hitsOf().map(({ seq }) => seq)).toEqual(hitsOf().map(({ seq }) => seq));
  });
});

it('lifts the rate limit of a tool', () => {
  const calls = RECORD.calls.map((call, index) => ({
    ...call,
    startUs: call.readyUs + index * 1_000_000,
    endUs: call.endUs + index * 1_000_000,
    attempts: call.attempts.map((attempt) => ({
      ...attempt,
      startUs: attempt.startUs + index * 1_000_000,
      endUs: attempt.endUs + index * 1_000_000,
    })),
    waits: index === 0 ? [] : [{ cause: 'rate-limit' as const, startUs: 0, endUs: index * 1_000_000 }],
  }));
  const limited = { ...RECORD, limits: { maxConcurrency: null, tools: [] }, calls };
  expect(makespanMs(limited)).toBe(2300);
  expect(makespanMs(limited, change('rate', 0))).toBe(300);
});

it('gives up at once on calls that were retried in vain', () => {
  const [call] = RECORD.calls;
  const [first] = call?.attempts ?? [];
  if (call === undefined || first === undefined) throw new Error('the sample has attempts');
  const failed = { ...first, outcome: 'error' as const };
  const attempts = [failed, { ...failed, attempt: 2, startUs: 150_000, endUs: 250_000 }];
  const waits = [{ cause: 'backoff' as const, startUs: 100_000, endUs: 150_000 }];
  const retried = { ...RECORD, calls: [{ ...call, status: 'error' as const, attempts, waits, endUs: 250_000 }] };
  expect(makespanMs(retried)).toBe(250);
  expect(makespanMs(retried, change('retries', 0))).toBe(100);
});
