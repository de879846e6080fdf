import { describe, expect, it } from 'vitest';
import { prepareTimeline } from './prepare-timeline';
import { sampleBatch, sampleCall } from './sample-batch';

const plain = (text: string | null | undefined) => text?.replaceAll('\u00a0', ' ');

function attempt(overrides: Partial<ReturnType<typeof sampleCall>['attempts'][number]>) {
  return {
    attempt: 1,
    startUs: 0,
    endUs: 100_000,
    outcome: 'ok' as const,
    abandoned: false,
    errorCode: null,
    errorMessage: null,
    ...overrides,
  };
}

const WAITED_THEN_FAILED = sampleCall({
  seq: 5,
  toolName: 'web_search',
  startUs: 1_500_000,
  endUs: 3_970_000,
  critical: true,
  waits: [
    { cause: 'tool-slot', startUs: 0, endUs: 1_500_000 },
    { cause: 'backoff', startUs: 1_861_000, endUs: 2_361_000 },
    { cause: 'overhead', startUs: 2_361_000, endUs: 2_361_000 },
  ],
  attempts: [
    attempt({ startUs: 1_500_000, endUs: 1_861_000, outcome: 'error', errorMessage: '429 Too Many Requests' }),
    attempt({ attempt: 2, startUs: 3_502_000, endUs: 3_970_000 }),
  ],
});

describe('a row', () => {
  it('reads as one sentence', () => {
    const [row] = prepareTimeline(sampleBatch([WAITED_THEN_FAILED])).rows;
    expect(plain(row?.sentence)).toBe(
      'call 5, web_search, waited 1.50 s for a tool slot, waited 500 ms for backoff, ran 829 ms, 2 attempts, ok, on the critical path',
    );
    expect(row?.note).toBe('429 Too Many Requests; ok at attempt 2');
  });

  it('drops waits without length', () => {
    const [row] = prepareTimeline(sampleBatch([WAITED_THEN_FAILED])).rows;
    expect(row?.waits.map((wait) => wait.cause)).toEqual(['tool-slot', 'backoff']);
  });

  it('waits for its dependencies until it is ready', () => {
    const calls = [sampleCall({ level: 1, readyUs: 40_000, startUs: 40_000 }), sampleCall({ seq: 2 })];
    expect(prepareTimeline(sampleBatch(calls)).rows.map((row) => row.dependencyEndUs)).toEqual([40_000, 0]);
  });

  it('blames the call that made it skipped', () => {
    const calls = [
      sampleCall({ status: 'error', errorCode: 'TOOL_FAILED', errorMessage: 'relation does not exist' }),
      sampleCall({ seq: 2, status: 'skipped', level: 1, attempts: [], startUs: null, endUs: 100_000 }),
    ];
    const edges = [{ from: 1, to: 2, reason: 'reference' as const }];
    const [failed, skipped] = prepareTimeline(sampleBatch(calls, { edges })).rows;
    expect(failed?.note).toBe('TOOL_FAILED: relation does not exist');
    expect(skipped?.note).toBe('skipped: call 1 did not end ok');
    expect(skipped?.sentence).toBe('call 2, web_search, did not run, skipped');
    expect(skipped?.dependencyEndUs).toBe(100_000);
    expect(skipped?.endedWithoutRunUs).toBe(100_000);
  });

  it('tells a timeout from other failures, and that the tool still ran', () => {
    const call = sampleCall({
      status: 'error',
      errorCode: 'TOOL_TIMEOUT',
      attempts: [attempt({ outcome: 'timeout', abandoned: true, endUs: 2_000_000 })],
    });
    const [row] = prepareTimeline(sampleBatch([call])).rows;
    expect(row?.outcome).toBe('timeout');
    expect(plain(row?.note)).toBe('timed out after 2.00 s, abandoned while it still ran');
  });

  it('hints at its first argument, else at the size of its input', () => {
    const hint = (args: string | null, inputBytes: number | null = 214) =>
      plain(prepareTimeline(sampleBatch([sampleCall({ args, inputBytes })])).rows[0]?.hint);
    expect(hint('{"options":{},"query":"status page"}')).toBe('"status page"');
    expect(hint('{"page":3}')).toBe('3');
    expect(hint('{}')).toBe('214 B');
    expect(hint('{"query":"cut off')).toBe('214 B');
    expect(hint('null')).toBe('214 B');
    expect(hint(null, null)).toBe(undefined);
    expect(hint(`{"q":"${'x'.repeat(99)}"}`)).toHaveLength(40);
  });
});

it('ends its axis with the makespan', () => {
  const { endUs, endLabel } = prepareTimeline(sampleBatch([sampleCall({ endUs: 6_790_000 })]));
  expect(endUs).toBe(6_790_000);
  expect(plain(endLabel)).toBe('6.79 s');
});

it('points from the end of a call to the call that waited for it', () => {
  const calls = [sampleCall(), sampleCall({ seq: 2, level: 1, readyUs: 100_000, startUs: 100_000, endUs: 200_000 })];
  const edges = [{ from: 1, to: 2, reason: 'reference' as const }];
  const model = prepareTimeline(sampleBatch(calls, { edges }));
  expect(model.edges).toEqual([{ fromIndex: 0, toIndex: 1, atUs: 100_000 }]);
  expect(model.rows[1]?.hint).toBe('of 1');
});

describe('a hedge', () => {
  const call = sampleCall({
    endUs: 200_000,
    attempts: [
      attempt({ endUs: 200_000, outcome: 'cancelled', errorCode: 'HEDGE_LOST' }),
      attempt({ attempt: 2, startUs: 150_000, endUs: 200_000, hedge: true }),
    ],
  });

  it('shares the height of the row with the attempt it joined', () => {
    const [row] = prepareTimeline(sampleBatch([call])).rows;
    expect(row?.attempts.map(({ lane, isHedge }) => [lane, isHedge])).toEqual([
      ['upper', false],
      ['lower', true],
    ]);
    expect(row?.note).toBe('hedge won, first attempt cancelled');
  });
});

it('draws a batch that took no time', () => {
  const model = prepareTimeline(sampleBatch([sampleCall({ endUs: 0, attempts: [] })], { makespanUs: 0 }));
  expect(model.endUs).toBe(1);
  expect(plain(model.endLabel)).toBe('0 ms');
});

it('explains only the marks that occur', () => {
  expect(prepareTimeline(sampleBatch([sampleCall()])).legend).toEqual(['run']);
  expect(prepareTimeline(sampleBatch([WAITED_THEN_FAILED])).legend).toEqual([
    'run',
    'tool-slot',
    'backoff',
    'failed',
    'critical',
  ]);
});

it('counts attempts in flight; an end makes room for a start at the same instant', () => {
  const calls = [
    sampleCall({ attempts: [attempt({ endUs: 50_000 })] }),
    sampleCall({ seq: 2, attempts: [attempt({ startUs: 50_000, endUs: 80_000 })] }),
    sampleCall({ seq: 3, attempts: [attempt({ startUs: 10_000, endUs: 60_000 })] }),
  ];
  const { steps, most, limit, mean, atLimitShare } = prepareTimeline(sampleBatch(calls)).inFlight;
  expect(steps.map((step) => [step.startUs, step.count])).toEqual([
    [0, 1],
    [10_000, 2],
    [50_000, 2],
    [60_000, 1],
    [80_000, 0],
  ]);
  expect(most).toBe(2);
  expect(limit).toBe(10);
  expect(mean).toBe(1.3);
  expect(atLimitShare).toBe(0);
});

it('does not draw the microseconds in which a slot changes hands', () => {
  const calls = [
    sampleCall({ attempts: [attempt({ endUs: 500_000 })] }),
    sampleCall({ seq: 2, endUs: 1_000_000, attempts: [attempt({ startUs: 500_040, endUs: 1_000_000 })] }),
    sampleCall({ seq: 3, endUs: 1_000_000, attempts: [attempt({ endUs: 1_000_000 })] }),
  ];
  const { steps } = prepareTimeline(sampleBatch(calls)).inFlight;
  expect(steps.map((step) => step.count)).toEqual([2, 2, 0]);
});

it('says how long one call ran alone, where that is long', () => {
  const calls = [
    sampleCall({ attempts: [attempt({ endUs: 1_000_000 })], endUs: 1_000_000 }),
    sampleCall({ seq: 2, endUs: 400_000, attempts: [attempt({ endUs: 400_000 })] }),
  ];
  expect(prepareTimeline(sampleBatch(calls)).inFlight.alone).toEqual({ startUs: 400_000, endUs: 1_000_000 });
  const short = [calls[0] ?? sampleCall(), sampleCall({ seq: 2, attempts: [attempt({ endUs: 950_000 })] })];
  expect(prepareTimeline(sampleBatch(short)).inFlight.alone).toBe(null);
});
