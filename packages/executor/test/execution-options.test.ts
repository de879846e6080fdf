import { describe, expect, it } from 'vitest';
import { type BatchOptions, createExecutor, type ToolCall, type ToolRuntimeOptions } from '../src/index.js';
import { createManualClock } from '../src/testing/index.js';
import { callsOf } from './call.js';

/** Runs three calls of 10 ms; the first fails. Gives when each began, and how it ended. */
async function run(options: BatchOptions, calls: readonly ToolCall[] = callsOf('work', 'work', 'work')) {
  const clock = createManualClock();
  const execute = async (_args: object, { callId, signal }: { callId: string; signal: AbortSignal }) => {
    await clock.sleep(10, signal);
    if (callId === 'c1') throw new Error('out of paper');
  };
  const executor = createExecutor({ tools: [{ name: 'work', execute }], clock });
  const { record, results } = await clock.runUntil(executor.execute(calls, options));
  return {
    startsMs: record.calls.map(({ startUs }) => startUs && startUs / 1000),
    endsMs: record.calls.map(({ endUs }) => endUs / 1000),
    codes: results.map((result) => ('error' in result ? result.error.code : result.status)),
  };
}

const [call, second, third] = callsOf('work', 'work', 'work') as [ToolCall, ToolCall, ToolCall];

describe('of an execution', () => {
  it.each<[string, BatchOptions, object]>([
    ['none', {}, { startsMs: [0, 0, 0], codes: ['TOOL_FAILED', 'ok', 'ok'] }],
    ['maxConcurrency', { maxConcurrency: 2 }, { startsMs: [0, 0, 10], codes: ['TOOL_FAILED', 'ok', 'ok'] }],
    ['timeoutMs', { timeoutMs: 4 }, { endsMs: [4, 4, 4], codes: ['TOOL_TIMEOUT', 'TOOL_TIMEOUT', 'TOOL_TIMEOUT'] }],
    ['parallel', { parallel: false }, { startsMs: [0, 10, 20], codes: ['TOOL_FAILED', 'ok', 'ok'] }],
    [
      'deadlineMs',
      { deadlineMs: 15, maxConcurrency: 2 },
      { endsMs: [10, 10, 15], codes: ['TOOL_FAILED', 'ok', 'DEADLINE'] },
    ],
    [
      'onError',
      { onError: 'fail-fast', maxConcurrency: 1 },
      { startsMs: [0, null, null], codes: ['TOOL_FAILED', 'FAIL_FAST', 'FAIL_FAST'] },
    ],
  ])('%s', async (_name, options, expected) => {
    expect(await run(options)).toMatchObject(expected);
  });
});

describe('of a call', () => {
  it.each<[string, ToolCall[], object]>([
    ['timeoutMs', [call, { ...second, timeoutMs: 4 }, third], { codes: ['TOOL_FAILED', 'TOOL_TIMEOUT', 'ok'] }],
    ['priority', [call, second, { ...third, priority: 1 }], { startsMs: [10, 20, 0] }],
    [
      'dependsOn',
      [call, { ...second, dependsOn: ['c3'] }, { ...third, dependsOn: [] }],
      { startsMs: [10, 20, 0], codes: ['TOOL_FAILED', 'ok', 'ok'] },
    ],
  ])('%s', async (_name, calls, expected) => {
    expect(await run({ maxConcurrency: 1 }, calls)).toMatchObject(expected);
  });
});

describe('of a tool, given to the executor', () => {
  const startsMs = async (at: 'createExecutor' | 'configure', toolOptions: Record<string, ToolRuntimeOptions>) => {
    const clock = createManualClock();
    const tools = ['a', 'b'].map((name) => ({
      name,
      priority: 1,
      maxConcurrency: 3,
      timeoutMs: 50,
      execute: () => clock.sleep(10),
    }));
    const executor = createExecutor({ tools, clock, ...(at === 'createExecutor' ? { toolOptions } : {}) });
    if (at === 'configure') executor.configure({ toolOptions });
    const { record } = await clock.runUntil(executor.execute(callsOf('a', 'a', 'b', 'b'), { maxConcurrency: 2 }));
    return record.calls.map(({ startUs, errorCode }) => errorCode ?? (startUs ?? 0) / 1000);
  };

  it.each(['createExecutor', 'configure'] as const)('%s', async (at) => {
    expect(await startsMs(at, {})).toEqual([0, 0, 10, 10]);
    expect(await startsMs(at, { b: { priority: 2 } })).toEqual([10, 10, 0, 0]);
    expect(await startsMs(at, { a: { maxConcurrency: 1 } })).toEqual([0, 10, 0, 10]);
    expect(await startsMs(at, { b: { timeoutMs: 5 } })).toEqual([0, 0, 'TOOL_TIMEOUT', 'TOOL_TIMEOUT']);
  });
});
