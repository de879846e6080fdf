import { describe, expect, it } from 'vitest';
import { type BatchRecord, type Clock, createExecutor, ExecutorError } from '../src/index.js';
import { createManualClock, gatedTool, settle } from '../src/testing/index.js';
import { callsOf } from './call.js';

/** A clock on which every look costs a microsecond, so that no two moments are the same. */
function tickingClock(): Clock {
  const clock = createManualClock();
  let looks = 0;
  return { ...clock, now: () => clock.now() + ++looks / 1000 };
}

function expectAllTimeAccountedFor({ calls }: BatchRecord): void {
  for (const { callId, attempts, waits, readyUs, endUs } of calls) {
    const stretches = [...attempts, ...waits].sort((a, b) => a.startUs - b.startUs || a.endUs - b.endUs);
    let atUs = readyUs;
    for (const { startUs, endUs } of stretches) {
      expect([callId, startUs]).toEqual([callId, atUs]);
      atUs = endUs;
    }
    expect([callId, atUs]).toEqual([callId, endUs]);
  }
}

describe('waits and runs of a call fill the time from ready to end', () => {
  it('when its arguments are wrong or its tool is not there', async () => {
    const input = { jsonSchema: { type: 'object', required: ['query'] } };
    const executor = createExecutor({ tools: [{ name: 'search', input, execute: () => 1 }], clock: tickingClock() });
    const { record } = await executor.execute(callsOf('search', 'nowhere'));
    expectAllTimeAccountedFor(record);
    expect(record.totals.queueWaitUs).toBe(0);
  });

  it('when the check of its arguments takes its time and says no', async () => {
    const clock = createManualClock();
    const validate = async () => {
      await clock.sleep(50);
      return { issues: [{ message: 'no' }] };
    };
    const input = { '~standard': { version: 1 as const, vendor: 'test', validate } };
    const executor = createExecutor({ tools: [{ name: 'search', input, execute: () => 1 }], clock });
    const { record } = await clock.runUntil(executor.execute(callsOf('search')));
    expectAllTimeAccountedFor(record);
    expect(record.calls).toMatchObject([{ readyUs: 50_000, endUs: 50_000 }]);
    expect(record.totals.queueWaitUs).toBe(0);
  });

  it('when a call that starts at the same moment ends it', async () => {
    const controller = new AbortController();
    const sibling = gatedTool('sibling');
    const tools = [{ name: 'quit', execute: () => controller.abort() }, sibling];
    const { record } = await createExecutor({ tools, clock: tickingClock() }).execute(
      callsOf('quit', 'sibling', 'sibling'),
      { signal: controller.signal },
    );
    expectAllTimeAccountedFor(record);
    expect(sibling.startCount).toBe(0);
  });

  it('when it is ended in the queue', async () => {
    const controller = new AbortController();
    const executor = createExecutor({ tools: [gatedTool('search')], maxConcurrency: 1, clock: tickingClock() });
    const running = executor.execute(callsOf('search', 'search', 'search'), { signal: controller.signal });
    await settle();
    controller.abort();
    expectAllTimeAccountedFor((await running).record);
  });
});

it('starts the run of a call when its tool starts, not when its siblings do', async () => {
  const clock = createManualClock();
  let busyMs = 0;
  const own: Clock = { ...clock, now: () => clock.now() + busyMs };
  const tool = {
    name: 'hash',
    execute: () => {
      busyMs += 100;
    },
  };
  const { record } = await createExecutor({ tools: [tool], clock: own }).execute(callsOf('hash', 'hash', 'hash'));
  expect(record.calls.map(({ startUs }) => startUs)).toEqual([0, 100_000, 200_000]);
  expectAllTimeAccountedFor(record);
});

it('holds the labels that were given, as they were then', async () => {
  const tool = gatedTool('search');
  const labels = { sessionId: 's1', agent: undefined };
  const running = createExecutor({ tools: [tool] }).execute(callsOf('search'), { labels });
  labels.sessionId = 's2';
  tool.open();
  const { record } = await running;
  expect(record.labels).toStrictEqual({ sessionId: 's1' });
  expect(JSON.parse(JSON.stringify(record))).toStrictEqual(record);
});

it('gives an attempt the code that its call would end with', async () => {
  const tool = { name: 'nested', execute: () => Promise.reject(new ExecutorError('TOOL_TIMEOUT', 'inside')) };
  const codes = async (isControlFlow: boolean) => {
    const { record } = await createExecutor({ tools: [tool] }).execute(callsOf('nested'), {
      isControlFlow: () => isControlFlow,
    });
    return record.calls.map(({ errorCode, attempts }) => [errorCode, attempts[0]!.errorCode]);
  };
  expect(await codes(false)).toEqual([['TOOL_FAILED', 'TOOL_FAILED']]);
  expect(await codes(true)).toEqual([['CONTROL_FLOW', 'CONTROL_FLOW']]);
});

it('counts a call in flight that took no measurable time, and no more of them than the limit', async () => {
  const executor = createExecutor({
    tools: [{ name: 'a', execute: () => 1 }],
    maxConcurrency: 1,
    clock: createManualClock(),
  });
  const { record } = await executor.execute(callsOf('a', 'a', 'a'));
  expect(record.totals.maxInFlight).toBe(1);
});

it('says whether its calls ran one at a time, and whether they came one by one', async () => {
  const executor = createExecutor({ tools: [{ name: 'a', execute: () => 1 }] });
  const whole = await executor.execute(callsOf('a'), { parallel: false });
  expect(whole.record).toMatchObject({ parallel: false, open: false });
  const batch = executor.open();
  for (const call of callsOf('a')) batch.add(call);
  batch.seal();
  expect((await batch.result).record).toMatchObject({ parallel: true, open: true });
});
