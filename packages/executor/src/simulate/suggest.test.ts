import { describe, expect, it } from 'vitest';
import { attemptRecord, callRecord, UNLIMITED, waitRecord } from '../../test/records.js';
import { batchRecord } from '../observe/batch-record.js';
import type { BatchRecord, CallRecord } from '../types.js';
import { simulate } from './simulate.js';
import { suggest } from './suggest.js';
import { workloadRecord } from './workload-record.js';

const searches = (count: number, durationUs = 10_000) =>
  workloadRecord(Array.from({ length: count }, () => ({ toolName: 'search', durationUs })));

const under = (record: BatchRecord, options: Parameters<typeof simulate>[1]) => simulate(record, options).record;

function recordOf(calls: readonly CallRecord[], more: Partial<BatchRecord> = {}): BatchRecord {
  const facts = { batchId: 'b1', startedAtMs: 0, onError: 'continue', labels: {}, limits: UNLIMITED } as const;
  return { ...batchRecord({ ...facts, wasCancelled: false, calls, edges: [], ...more }), ...more };
}

/** Runs of 1 to 10 ms that end `ok`. */
const tenOk = (seq = 1) =>
  Array.from({ length: 10 }, (_, index) =>
    callRecord(seq + index, { toolName: 'fetch', attempts: [attemptRecord(0, 1_000 * (index + 1))] }),
  );

describe('of limits', () => {
  it('suggests the executor’s that saves enough, with what it buys in all batches', () => {
    const records = [under(searches(40), { maxConcurrency: 10 }), under(searches(5), { maxConcurrency: 10 })];
    expect(suggest(records)).toEqual([
      {
        option: 'maxConcurrency',
        toolName: null,
        from: 10,
        to: 40,
        isInformation: false,
        message: 'raise maxConcurrency from 10 to 40',
        before: { sumMs: 50, minMs: 10, medianMs: 25, maxMs: 40 },
        after: { sumMs: 20, minMs: 10, medianMs: 10, maxMs: 10 },
        savedMs: 30,
        savedShare: 0.6,
        shorterCount: 1,
        longerCount: 0,
        assumptions: [
          'run times do not depend on how many calls run, and no server answers to that number',
          'waits for rate limits, open circuits and other batches are as recorded',
          'each batch has the executor for itself',
        ],
      },
    ]);
  });

  it('suggests no more than what saves nine tenths of the most', () => {
    // One call of 100 ms is the floor that 20 slots reach and 40 cannot beat.
    const calls = Array.from({ length: 40 }, () => ({ toolName: 'search', durationUs: 10_000 }));
    const record = under(workloadRecord([{ toolName: 'slow', durationUs: 35_000 }, ...calls]), { maxConcurrency: 10 });
    expect(suggest([record])).toMatchObject([{ from: 10, to: 20, before: { sumMs: 50 }, after: { sumMs: 35 } }]);
  });

  it('suggests none that no batch could fill', () => {
    expect(suggest([under(searches(5), { maxConcurrency: 3 })])).toMatchObject([{ from: 3, to: 5, savedMs: 10 }]);
  });

  it('suggests a tool’s, named, beside the executor’s that does not help', () => {
    const calls = [...Array(4)].map(() => ({ toolName: 'search', durationUs: 10_000 }));
    const workload = workloadRecord([...calls, { toolName: 'read', durationUs: 10_000 }]);
    const record = under(workload, { maxConcurrency: 10, tools: [{ toolName: 'search', maxConcurrency: 1 }] });
    expect(suggest([record])).toMatchObject([
      {
        option: 'maxConcurrency',
        toolName: 'search',
        from: 1,
        to: 4,
        message: 'raise maxConcurrency of tool "search" from 1 to 4',
        savedMs: 30,
      },
    ]);
  });

  it('puts what saves most first', () => {
    const slow = under(searches(8), { tools: [{ toolName: 'search', maxConcurrency: 1 }] });
    const tight = under(searches(4), { maxConcurrency: 2 });
    expect(suggest([tight, slow]).map(({ toolName, savedMs }) => [toolName, savedMs])).toEqual([
      ['search', 70],
      [null, 10],
    ]);
  });
});

describe('of timeouts', () => {
  const hung = (seq: number, ms: number) => {
    const attempts = [attemptRecord(0, 1_000 * ms, { outcome: 'timeout', errorCode: 'TOOL_TIMEOUT' })];
    return callRecord(seq, { toolName: 'fetch', status: 'error', attempts });
  };

  it('suggests one just above the slowest run that ended ok', () => {
    const record = recordOf([...tenOk(), hung(11, 100)]);
    expect(suggest([record])).toMatchObject([
      {
        option: 'timeoutMs',
        toolName: 'fetch',
        from: 100,
        to: 11,
        message: 'lower timeoutMs of tool "fetch" from 100 to 11',
        before: { sumMs: 100 },
        after: { sumMs: 11 },
        savedMs: 89,
        assumptions: [
          'no run that would end ok takes longer than 11 ms; the slowest of its 10 runs that ended ok took 10 ms',
          'each batch has the executor for itself',
        ],
      },
    ]);
  });

  it('suggests none where too few ended ok to know, none timed out, or it is as low already', () => {
    expect(suggest([recordOf([...tenOk().slice(1), hung(1, 100)])])).toEqual([]);
    expect(suggest([recordOf(tenOk())])).toEqual([]);
    expect(suggest([recordOf([...tenOk(), hung(11, 11)])])).toEqual([]);
  });
});

describe('of retries', () => {
  const failed = { outcome: 'error', errorCode: 'TOOL_FAILED' } as const;
  const retried = (seq: number, status: 'ok' | 'error') =>
    callRecord(seq, {
      toolName: 'fetch',
      status,
      attempts: [
        attemptRecord(0, 10_000, failed),
        attemptRecord(30_000, 40_000, { attempt: 2, ...(status === 'ok' ? {} : failed) }),
      ],
      waits: [waitRecord('backoff', 10_000, 30_000)],
    });

  it('suggests none where none ever helped', () => {
    const record = recordOf([retried(1, 'error'), retried(2, 'error'), retried(3, 'error')]);
    expect(suggest([record])).toMatchObject([
      {
        option: 'maxRetries',
        toolName: 'fetch',
        from: 1,
        to: 0,
        message: 'do not retry tool "fetch" (maxRetries from 1 to 0)',
        before: { sumMs: 40 },
        after: { sumMs: 10 },
        savedMs: 30,
      },
    ]);
  });

  it('takes no hedge for a retry', () => {
    const hedged = (seq: number) =>
      callRecord(seq, {
        toolName: 'fetch',
        status: 'error',
        attempts: [
          attemptRecord(0, 20_000, failed),
          attemptRecord(10_000, 40_000, { attempt: 2, hedge: true, ...failed }),
        ],
      });
    expect(suggest([recordOf([hedged(1), hedged(2), hedged(3)])])).toEqual([]);
  });

  it('leaves them where one helped, and where there were too few', () => {
    const many = [retried(1, 'error'), retried(2, 'error'), retried(3, 'error')];
    expect(suggest([recordOf([...many, retried(4, 'ok')])])).toEqual([]);
    expect(suggest([recordOf(many.slice(1))])).toEqual([]);
  });
});

describe('of faster tools', () => {
  it('tells what they would buy, last and as information, if it is asked to', () => {
    const record = under(searches(20), { maxConcurrency: 10 });
    expect(suggest([record], { fasterBy: 2 })).toMatchObject([
      { option: 'maxConcurrency', to: 20, isInformation: false, savedMs: 10 },
      {
        option: 'run-time',
        toolName: 'search',
        from: 10,
        to: 5,
        isInformation: true,
        message: 'if runs of tool "search" took 2 times less time',
        savedMs: 10,
      },
    ]);
    expect(suggest([record])).toHaveLength(1);
  });
});

describe('suggests nothing', () => {
  it.each<[string, readonly BatchRecord[]]>([
    ['without records', []],
    ['for a batch without calls', [recordOf([])]],
    ['without limits', [searches(20)]],
    ['for limits that are not reached', [under(searches(3), { maxConcurrency: 5 })]],
    [
      'for a batch whose critical path is as long',
      [
        under(
          workloadRecord([
            { toolName: 'a', durationUs: 10 },
            { toolName: 'a', durationUs: 10, dependsOn: [0] },
          ]),
          {
            maxConcurrency: 1,
          },
        ),
      ],
    ],
    [
      'for a batch that was told to run one call at a time',
      [{ ...under(searches(3), { maxConcurrency: 1 }), parallel: false }],
    ],
  ])('%s', (_what, records) => {
    expect(suggest(records)).toEqual([]);
  });

  it('that saves less than it is told to ask for', () => {
    const record = under(searches(4), { maxConcurrency: 2 });
    expect(suggest([record], { minSavedShare: 0.5 })).toHaveLength(1);
    expect(suggest([record], { minSavedShare: 0.51 })).toEqual([]);
  });

  it('that would cost a call its ok: a batch that fails fast is over sooner if it fails sooner', () => {
    const failed = { outcome: 'error', errorCode: 'TOOL_FAILED' } as const;
    const calls = [
      callRecord(1, { toolName: 'a', attempts: [attemptRecord(0, 20_000)] }),
      callRecord(2, { toolName: 'b', status: 'error', readyUs: 0, attempts: [attemptRecord(20_000, 25_000, failed)] }),
    ];
    const record = recordOf(calls, { onError: 'fail-fast', limits: { maxConcurrency: 1, tools: [] } });
    expect(simulate(record, { maxConcurrency: 2 }).makespanUs).toBe(5_000);
    expect(suggest([record])).toEqual([]);
  });
});

it('changes the limit of those batches alone that are under it', () => {
  const records = [under(searches(4), { maxConcurrency: 2 }), under(searches(4), { maxConcurrency: 1 })];
  expect(suggest(records).map(({ from, to, before, after }) => [from, to, before.sumMs, after.sumMs])).toEqual([
    [1, 4, 60, 30],
    [2, 4, 60, 50],
  ]);
});

it.each<[string, unknown, object?]>([
  ['records must be an array, got an object', {}],
  ['minSavedShare must be a number from 0 to 1, got 2', [], { minSavedShare: 2 }],
  ['minSavedShare must be a number from 0 to 1, got NaN', [], { minSavedShare: Number.NaN }],
  ['fasterBy must be a number > 1, got 1', [], { fasterBy: 1 }],
  ['record.version must be 1, got 2', [{ ...searches(1), version: 2 }]],
])('says: %s', (message, records, options = {}) => {
  expect(() => suggest(records as BatchRecord[], options)).toThrow(message);
});
