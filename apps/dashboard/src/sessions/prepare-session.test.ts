import type { SessionDetail, SessionTurn } from '@parallel-tools/metrics/queries';
import { describe, expect, it } from 'vitest';
import { plainText } from '@/lib/sentence';
import { prepareSession } from './prepare-session';
import { prepareSessionTable, sessionsSentence } from './prepare-session-list';
import { prepareTurnTable } from './prepare-turn-table';

const START_MS = Date.UTC(2026, 10, 20, 13);
const plain = (text: string) => text.replaceAll('\u00a0', ' ');

function turn(overrides: Partial<SessionTurn>): SessionTurn {
  return {
    batchId: 'b1',
    startedAtMs: START_MS,
    outcome: 'ok',
    callCount: 1,
    failedCount: 0,
    retryCount: 0,
    makespanUs: 1_000_000,
    sequentialUs: 1_000_000,
    speedup: 1,
    labels: { agent: 'auditor' },
    slowest: null,
    missed: null,
    isSampled: true,
    path: [{ seq: 1, kind: 'run', startUs: 0, endUs: 1_000_000, toolId: 1, toolName: 'search', color: 1 }],
    gapMs: null,
    ...overrides,
  };
}

const SESSION: SessionDetail = {
  sessionId: 's1',
  totalCount: 2,
  spanMs: 5000,
  gapMs: 3000,
  metrics: [],
  turns: [
    turn({}),
    turn({ batchId: 'b2', startedAtMs: START_MS + 4000, gapMs: 3000, missed: 'yes', callCount: 3, failedCount: 1 }),
  ],
};

describe('a session', () => {
  it('says how much of it was tools, and which turns could have been one', () => {
    expect(plain(plainText(prepareSession(SESSION).sentence))).toBe(
      'Tools took 2.00 s of 5.00 s (40 %); between turns the model and the agent took 3.00 s. 1 turn could have been one with the turn before: nothing it asked for came from there.',
    );
  });

  it('lays its turns on one axis', () => {
    const { turns } = prepareSession(SESSION);
    expect(turns.map(({ fromShare, toShare }) => [fromShare, toShare])).toEqual([
      [0, 0.2],
      [0.8, 1],
    ]);
    expect(turns.map(({ isMissed }) => isMissed)).toEqual([false, true]);
    expect(turns[0]?.parts).toEqual([{ kind: 'run', share: 1 }]);
  });

  it('adds up tools and gaps to the whole', () => {
    const values = prepareSession(SESSION).figures.map(({ label, value, note }) => [label, plain(value), note]);
    expect(values).toEqual([
      ['Turns', '2', '1 could be joined'],
      ['Calls', '4', '1 did not end ok'],
      ['Whole session', '5.00 s', 'first turn to last end'],
      ['In tools', '2.00 s', 'speedup 1.0×'],
      ['Between turns', '3.00 s', 'model time, and the agent’s own'],
    ]);
  });
});

it('tells what lay before each turn, and draws all turns on one scale', () => {
  const { rows } = prepareTurnTable(
    [turn({}), turn({ makespanUs: 4_000_000, gapMs: 3000, missed: 'yes' })],
    (id) => id,
  );
  expect(rows.map(({ cells }) => plain(cells[6]?.text ?? ''))).toEqual(['—', '3.00 s']);
  expect(rows.map(({ cells }) => cells[9]?.value)).toEqual([null, 1]);
  expect(rows[0]?.cells.at(-1)?.view).toEqual({ kind: 'strip', parts: [{ cause: 'run', share: 0.25 }] });
});

describe('the list', () => {
  const OPTIONS = { sessionUrl: (id: string) => `/sessions/${id}`, isWhole: true };

  const row = {
    sessionId: 's1',
    agent: null,
    firstStartedAtMs: START_MS,
    lastStartedAtMs: START_MS + 4000,
    endedAtMs: START_MS + 5000,
    batchCount: 2,
    callCount: 4,
    failedCount: 1,
    makespanUs: 2_000_000,
    sequentialUs: 3_000_000,
    missedCount: 1,
    missedUnknownCount: 0,
  };

  it('compares time in tools with the whole', () => {
    const { columns, rows } = prepareSessionTable([row], OPTIONS);
    const text = Object.fromEntries(columns.map(({ id }, index) => [id, rows[0]?.cells[index]?.text]));
    expect(text).toMatchObject({
      turns: '2',
      joinableTurns: '1',
      failedCalls: '1',
      speedup: '1.5×',
      toolRatio: '40\u00a0%',
    });
    expect(plain(sessionsSentence([row, row]))).toBe(
      'Agents waited for tools 40 % of the time in these 2 sessions: 4.00 s of 10.0 s.',
    );
  });

  it('is not ordered by its heads where it is a part of the list', () => {
    const { columns } = prepareSessionTable([row], { ...OPTIONS, isWhole: false });
    expect(columns.some(({ isSortable }) => isSortable)).toBe(false);
  });

  it('never makes a session shorter than its one turn', () => {
    const one = { ...row, batchCount: 1, endedAtMs: START_MS, makespanUs: 900 };
    expect(prepareSessionTable([one], OPTIONS).rows[0]?.cells.at(-1)?.value).toBe(1);
  });
});
