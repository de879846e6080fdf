import { describe, expect, it } from 'vitest';
import { attemptRecord, callRecord, UNLIMITED, waitRecord } from '../../test/records.js';
import { createExecutor } from '../index.js';
import { batchRecord } from '../observe/batch-record.js';
import { createManualClock } from '../testing/index.js';
import type { BatchRecord, CallRecord } from '../types.js';
import { attribute } from './index.js';
import { simulate } from './simulate.js';
import { workloadRecord } from './workload-record.js';

function recordOf(calls: readonly CallRecord[], more: Partial<BatchRecord> = {}): BatchRecord {
  const facts = { batchId: 'b1', startedAtMs: 0, onError: 'continue', labels: {}, limits: UNLIMITED } as const;
  return { ...batchRecord({ ...facts, wasCancelled: false, calls, edges: [], ...more }), ...more };
}

/** Four searches of 10 µs and a read of 20 µs that needs the first of them. */
const workload = workloadRecord([
  ...Array.from({ length: 4 }, () => ({ toolName: 'search', durationUs: 10 })),
  { toolName: 'read', durationUs: 20, dependsOn: [0] },
]);

it('attributes a recorded batch as its own statistics do', () => {
  const { record, stats } = simulate(workload, { maxConcurrency: 2 });
  const { parts, criticalSeqs } = attribute(record.calls, record.edges);
  expect(parts).toEqual(stats.attribution);
  expect([...criticalSeqs].sort()).toEqual(record.calls.filter(({ critical }) => critical).map(({ seq }) => seq));
});

describe('limits', () => {
  it.each([
    [1, 60],
    [2, 30],
    [4, 30],
    [null, 30],
  ])('under a limit of %s the batch takes %s µs', (maxConcurrency, makespanUs) => {
    const { record, ...predicted } = simulate(workload, { maxConcurrency });
    expect(predicted.makespanUs).toBe(makespanUs);
    expect(record.totals.makespanUs).toBe(makespanUs);
    expect(record.limits).toEqual({ maxConcurrency, tools: [] });
  });

  it('takes Infinity for no limit, as the executor does', () => {
    expect(simulate(workload, { maxConcurrency: Number.POSITIVE_INFINITY }).record.limits.maxConcurrency).toBeNull();
  });

  it('says how much of each limit was used, and what was waited for', () => {
    const tools = [{ toolName: 'search', maxConcurrency: 1 }];
    const { makespanUs, utilisation, tools: used, stats } = simulate(workload, { maxConcurrency: 2, tools });
    expect(makespanUs).toBe(40);
    expect(utilisation).toBe(60 / 80);
    expect(used).toEqual([{ toolName: 'search', maxConcurrency: 1, utilisation: 1 }]);
    expect(stats.waitMs).toMatchObject({ 'tool-slot': 0.06, 'global-slot': 0 });
    expect(stats.attribution.reduce((sum, { startUs, endUs }) => sum + endUs - startUs, 0)).toBe(40);
  });

  it('has no utilisation without a limit, nor for a batch that takes no time', () => {
    expect(simulate(workload).utilisation).toBeNull();
    expect(simulate(recordOf([]), { maxConcurrency: 1 })).toMatchObject({ makespanUs: 0, utilisation: null });
  });

  it('takes a limit off a tool', () => {
    const limited = simulate(workload, { tools: [{ toolName: 'search', maxConcurrency: 1 }] }).record;
    expect(limited.totals.makespanUs).toBe(40);
    const free = simulate(limited, { tools: [{ toolName: 'search', maxConcurrency: null }] });
    expect([free.makespanUs, free.tools]).toEqual([30, []]);
  });

  it('keeps a batch that ran one call at a time so until it is given a limit', async () => {
    const clock = createManualClock();
    const tools = [{ name: 'sleep', execute: () => clock.sleep(10) }];
    const executor = createExecutor({ tools, clock, parallel: false });
    const calls = [1, 2, 3].map((priority) => ({ id: `c${priority}`, name: 'sleep', args: {}, priority }));
    const { record } = await clock.runUntil(executor.execute(calls));
    expect(simulate(record).record).toEqual(record);
    const parallel = simulate(record, { maxConcurrency: 3 }).record;
    expect([parallel.totals.makespanUs, parallel.parallel]).toEqual([10_000, true]);
    const byPriority = simulate(record, { maxConcurrency: 1 }).record.calls;
    expect(byPriority.map(({ startUs }) => startUs)).toEqual([20_000, 10_000, 0]);
  });
});

it('runs attempts for as long as it is told', () => {
  const durationUs = (call: CallRecord) => (call.toolName === 'read' ? 99.6 : 5);
  expect(simulate(workload, { maxConcurrency: 1, durationUs }).makespanUs).toBe(120);
});

it('goes through tool names that are names of object properties', () => {
  const calls = ['__proto__', 'constructor'].map((toolName) => ({ toolName, durationUs: 10 }));
  const tools = [{ toolName: '__proto__', maxConcurrency: 1 }];
  expect(simulate(workloadRecord([...calls, ...calls]), { tools }).makespanUs).toBe(20);
});

describe('what a call did is taken from the record', () => {
  it('attempts, their outcomes and the backoffs between them, in which it holds no slot', () => {
    const failed = { outcome: 'error', errorCode: 'TOOL_FAILED' } as const;
    const retried = callRecord(1, {
      attempts: [attemptRecord(0, 10, failed), attemptRecord(15, 25, { attempt: 2 })],
      waits: [waitRecord('backoff', 10, 15)],
    });
    const other = callRecord(2, { attempts: [attemptRecord(0, 4)] });
    const [first, second] = simulate(recordOf([retried, other]), { maxConcurrency: 1 }).record.calls;
    expect(first).toMatchObject({
      endUs: 25,
      attempts: [
        { ...failed, endUs: 10 },
        { startUs: 15, outcome: 'ok' },
      ],
    });
    expect(second).toMatchObject({ startUs: 10, endUs: 14 });
  });

  it('waits for other batches and for what abandoned attempts kept', () => {
    const blocked = callRecord(1, { attempts: [attemptRecord(30, 40)], waits: [waitRecord('conflict', 0, 30)] });
    const { record } = simulate(recordOf([blocked]), { maxConcurrency: 1 });
    expect(record.calls).toMatchObject([{ startUs: 30, waits: blocked.waits }]);
  });

  it('when it was added or released', () => {
    const late = callRecord(1, { availableUs: 50, readyUs: 50, attempts: [attemptRecord(50, 60)] });
    expect(simulate(recordOf([late]), { maxConcurrency: 1 }).makespanUs).toBe(60);
  });

  it('that an abandoned attempt held no slot after its end', () => {
    const abandoned = attemptRecord(0, 10, { outcome: 'timeout', abandoned: true });
    const calls = [
      callRecord(1, { status: 'error', attempts: [abandoned] }),
      callRecord(2, { attempts: [attemptRecord(0, 5)] }),
    ];
    const { record } = simulate(recordOf(calls), { maxConcurrency: 1 });
    expect(record.calls).toMatchObject([{ attempts: [{ abandoned: true }] }, { startUs: 10 }]);
  });

  it('that it never ran, and then it takes no slot', () => {
    const calls = [
      callRecord(1, { attempts: [attemptRecord(0, 10)] }),
      callRecord(2, { status: 'error', errorCode: 'INVALID_ARGUMENTS' }),
      callRecord(3, { status: 'skipped', readyUs: 10, endUs: 10 }),
    ];
    const edges = [{ from: 1, to: 3, reason: 'depends-on' }] as const;
    const { record } = simulate(recordOf(calls, { edges }), { maxConcurrency: 1 });
    expect(record.calls.map(({ status, endUs }) => [status, endUs])).toEqual([
      ['ok', 10],
      ['error', 0],
      ['skipped', 10],
    ]);
  });
});

describe('what ends a batch early', () => {
  const cancelled = (errorCode: string) => ({ status: 'cancelled', errorCode }) as const;

  it('comes when it came, if it came from outside', () => {
    const cut = attemptRecord(0, 30, { outcome: 'cancelled', errorCode: 'ABORTED' });
    const calls = [
      callRecord(1, { attempts: [attemptRecord(0, 20)] }),
      callRecord(2, { ...cancelled('ABORTED'), attempts: [cut] }),
    ];
    const { record } = simulate(recordOf(calls, { outcome: 'cancelled' }), { maxConcurrency: 1 });
    expect(record).toMatchObject({ outcome: 'cancelled', totals: { makespanUs: 30 } });
    expect(record.calls[1]).toMatchObject({ startUs: 20, endUs: 30, status: 'cancelled', errorCode: 'ABORTED' });
    const slow = simulate(recordOf(calls), { durationUs: () => 100 }).record;
    expect(slow.calls.map(({ status, errorCode, endUs }) => [status, errorCode, endUs])).toEqual([
      ['cancelled', 'ABORTED', 30],
      ['cancelled', 'ABORTED', 30],
    ]);
  });

  it('finds calls not available whose chunk has not begun', () => {
    const cut = attemptRecord(20, 30, { outcome: 'cancelled', errorCode: 'ABORTED' });
    const calls = [
      callRecord(1, { chunk: 0, attempts: [attemptRecord(0, 20)] }),
      callRecord(2, { chunk: 1, availableUs: 20, readyUs: 20, ...cancelled('ABORTED'), attempts: [cut] }),
    ];
    const record = recordOf(calls, { outcome: 'cancelled', open: false });
    expect(simulate(record).record.calls[1]).toMatchObject({ availableUs: 20, startUs: 20, endUs: 30 });
    const slow = simulate(record, { durationUs: () => 100 }).record;
    expect(slow.calls[1]).toMatchObject({ availableUs: 0, startUs: null, endUs: 30 });
  });

  it('comes when the call fails that fails the batch, also for calls that were ok', () => {
    const failed = attemptRecord(20, 30, { outcome: 'error', errorCode: 'TOOL_FAILED' });
    const calls = [
      callRecord(1, { attempts: [attemptRecord(0, 20)] }),
      callRecord(2, {
        status: 'error',
        errorCode: 'TOOL_FAILED',
        attempts: [failed],
        waits: [waitRecord('global-slot', 0, 20)],
      }),
      callRecord(3, { ...cancelled('FAIL_FAST'), endUs: 30, waits: [waitRecord('global-slot', 0, 30)] }),
    ];
    const limits = { maxConcurrency: 1, tools: [] };
    const record = recordOf(calls, { onError: 'fail-fast', outcome: 'cancelled', limits });
    expect(simulate(record).record).toEqual(record);
    const wide = simulate(record, { maxConcurrency: 2 }).record;
    expect(wide.calls.map(({ status, errorCode, endUs }) => [status, errorCode, endUs])).toEqual([
      ['cancelled', 'FAIL_FAST', 10],
      ['error', 'TOOL_FAILED', 10],
      ['cancelled', 'FAIL_FAST', 10],
    ]);
  });
});

it('ends, whatever a record from elsewhere says', () => {
  const calls = [1, 2].map((seq) => callRecord(seq, { attempts: [attemptRecord(0, 10)] }));
  const edge = { reason: 'depends-on' } as const;
  const edges = [
    { ...edge, from: 1, to: 2 },
    { ...edge, from: 2, to: 1 },
    { ...edge, from: 7, to: 1 },
  ];
  expect(simulate(recordOf(calls, { edges })).record.calls).toMatchObject([{ attempts: [] }, { attempts: [] }]);
});

it('leaves the record it is given as it is', () => {
  const before = structuredClone(workload);
  simulate(workload, { maxConcurrency: 1 });
  expect(workload).toEqual(before);
});

it('has room for 100,000 calls in one chain and side by side', () => {
  const calls = Array.from({ length: 100_000 }, (_, index) => ({
    toolName: 'search',
    durationUs: 10,
    ...(index % 2 === 1 && index > 1 ? { dependsOn: [index - 2] } : {}),
  }));
  const record = workloadRecord(calls);
  expect(record.totals.makespanUs).toBe(500_000);
  const { totals } = simulate(record, { maxConcurrency: 2 }).record;
  expect(totals).toMatchObject({ okCount: 100_000, maxInFlight: 2, idealMakespanUs: 500_000 });
}, 60_000);

describe('bad input is named', () => {
  const wrong = (change: () => unknown) => expect(change);

  it.each([0, -1, 1.5, Number.NaN, '2'])('a limit of %s', (maxConcurrency) => {
    const message = /maxConcurrency must be a positive integer or Infinity, got/;
    wrong(() => simulate(workload, { maxConcurrency: maxConcurrency as number })).toThrow(message);
    const tools = [{ toolName: 'search', maxConcurrency: maxConcurrency as number }];
    wrong(() => simulate(workload, { tools })).toThrow(/tools\[0\]\.maxConcurrency must be .* got/);
  });

  it('a tool without calls in the batch, and one named twice', () => {
    const tool = { toolName: 'search', maxConcurrency: 1 };
    const message = 'must name a tool of the batch, once, got';
    wrong(() => simulate(workload, { tools: [{ ...tool, toolName: 'serach' }] })).toThrow(
      `tools[0].toolName ${message} "serach"`,
    );
    wrong(() => simulate(workload, { tools: [tool, tool] })).toThrow(`tools[1].toolName ${message} "search"`);
  });

  it.each([-1, Number.NaN, Number.POSITIVE_INFINITY])('a run time of %s', (durationUs) => {
    wrong(() => simulate(workload, { durationUs: () => durationUs })).toThrow(
      `durationUs must give a number ≥ 0, got ${durationUs}`,
    );
  });

  it('a record of another version', () => {
    wrong(() => simulate({ ...workload, version: 2 as 1 })).toThrow('record.version must be 1, got 2');
    wrong(() => simulate(null as never)).toThrow('record must be a BatchRecord, got null');
  });

  it('by an error with a code', () => {
    wrong(() => simulate(workload, { maxConcurrency: 0 })).toThrow(expect.objectContaining({ code: 'INVALID_OPTION' }));
  });
});
