import { expect, it } from 'vitest';
import { createExecutor, type ExecutorEvent } from '../../src/index.js';
import { createManualClock, gatedTool, settle } from '../../src/testing/index.js';
import type { ToolResult } from '../../src/types.js';
import { callsOf } from '../call.js';

const codeOf = (result: ToolResult | undefined) => (result && 'error' in result ? result.error.code : result?.status);

it('opens after so many failures in a row, refuses at once and says when to ask again', async () => {
  const clock = createManualClock();
  const tool = gatedTool('flaky', { circuitBreaker: { consecutiveFailures: 2, openMs: 1_000 } });
  const executor = createExecutor({ tools: [tool], maxConcurrency: 1, clock });
  const running = executor.execute(callsOf('flaky', 'flaky', 'flaky', 'flaky'));
  for (const run of [0, 1]) {
    await settle();
    tool.fail(run, new Error('down'));
  }
  const { results } = await running;
  expect(results.map(codeOf)).toEqual(['TOOL_FAILED', 'TOOL_FAILED', 'CIRCUIT_OPEN', 'CIRCUIT_OPEN']);
  expect(tool.startCount).toBe(2);
  await clock.advance(400);
  const refused = (await executor.execute(callsOf('flaky'))).results[0];
  expect(refused).toMatchObject({
    error: { code: 'CIRCUIT_OPEN', retryAfterMs: 600, cause: new Error('down') },
  });
  expect(clock.pendingTimers).toBe(0);
});

it('lets one attempt probe when it has been open long enough, while the others wait for it', async () => {
  const clock = createManualClock();
  const events: ExecutorEvent[] = [];
  const tool = gatedTool('flaky', { circuitBreaker: { consecutiveFailures: 1, openMs: 1_000 } });
  const executor = createExecutor({ tools: [tool], clock });
  executor.subscribe((event) => events.push(event));
  const failing = executor.execute(callsOf('flaky'));
  await settle();
  tool.fail(0, new Error('down'));
  await failing;
  await clock.advance(1_000);
  const running = executor.execute(callsOf('flaky', 'flaky', 'flaky'));
  await settle();
  expect(tool.startCount).toBe(2);
  await clock.advance(50);
  tool.open(1);
  await settle();
  expect(tool.startCount).toBe(4);
  for (const run of [2, 3]) tool.open(run);
  const { results, record } = await running;
  expect(results.map(codeOf)).toEqual(['ok', 'ok', 'ok']);
  expect(record.calls[1]?.waits).toEqual([{ cause: 'circuit', startUs: 0, endUs: 50_000 }]);
  const states = events.flatMap((event) => (event.type === 'circuit-changed' ? [event.state] : []));
  expect(states).toEqual(['open', 'half-open', 'closed']);
});

it('opens again when the probe fails, and probes anew when the probe was cancelled', async () => {
  const clock = createManualClock();
  const tool = gatedTool('flaky', { circuitBreaker: { consecutiveFailures: 1, openMs: 1_000 }, honoursSignal: true });
  const executor = createExecutor({ tools: [tool], clock });
  const fail = async (run: number) => {
    const running = executor.execute(callsOf('flaky'));
    await settle();
    tool.fail(run, new Error('down'));
    return (await running).results[0];
  };
  await fail(0);
  await clock.advance(1_000);
  await fail(1);
  expect(codeOf((await executor.execute(callsOf('flaky'))).results[0])).toBe('CIRCUIT_OPEN');
  await clock.advance(1_000);
  const abort = new AbortController();
  const aborted = executor.execute(callsOf('flaky'), { signal: abort.signal });
  await settle();
  abort.abort();
  expect(codeOf((await aborted).results[0])).toBe('ABORTED');
  const probing = executor.execute(callsOf('flaky'));
  await settle();
  tool.open(3);
  expect(codeOf((await probing).results[0])).toBe('ok');
});

it('lets calls wait if asked, and wakes up for them; abort and deadline end the wait', async () => {
  const clock = createManualClock();
  const tool = gatedTool('flaky', { circuitBreaker: { consecutiveFailures: 1, openMs: 1_000, whenOpen: 'wait' } });
  const executor = createExecutor({ tools: [tool], maxConcurrency: 1, clock });
  const running = executor.execute(callsOf('flaky', 'flaky'));
  await settle();
  tool.fail(0, new Error('down'));
  await settle();
  const late = executor.execute(callsOf('flaky'), { deadlineMs: 200 });
  await clock.advance(999);
  expect(codeOf((await late).results[0])).toBe('DEADLINE');
  expect(tool.startCount).toBe(1);
  await clock.advance(1);
  expect(tool.startCount).toBe(2);
  tool.open(1);
  const { results, record } = await running;
  expect(results.map(codeOf)).toEqual(['TOOL_FAILED', 'ok']);
  expect(record.calls[1]?.waits).toEqual([{ cause: 'circuit', startUs: 0, endUs: 1_000_000 }]);
  expect(clock.pendingTimers).toBe(0);
});

it('leaves requests that were wrong themselves out of account, counts timeouts, and opens by share if asked', async () => {
  const clock = createManualClock();
  const wrong = Object.assign(new Error('not found'), { status: 404 });
  const tool = gatedTool('flaky', { timeoutMs: 10, circuitBreaker: { failureRatio: 0.5, windowSize: 4 } });
  const executor = createExecutor({ tools: [tool], maxConcurrency: 1, clock });
  const run = async (index: number, end: (run: number) => void | Promise<void>) => {
    const running = executor.execute(callsOf('flaky'));
    await settle();
    await end(index);
    return codeOf((await running).results[0]);
  };
  const timeOut = () => clock.advance(10);
  expect(await run(0, (index) => tool.fail(index, wrong))).toBe('TOOL_FAILED');
  expect(await run(1, timeOut)).toBe('TOOL_TIMEOUT');
  expect(await run(2, timeOut)).toBe('TOOL_TIMEOUT');
  expect(await run(3, (index) => tool.open(index))).toBe('ok');
  expect(await run(4, timeOut)).toBe('TOOL_TIMEOUT');
  expect(await run(5, () => {})).toBe('CIRCUIT_OPEN');
});

it('does not back off for an attempt that would be refused', async () => {
  const clock = createManualClock();
  const tool = gatedTool('flaky', {
    effects: 'read',
    retry: { maxRetries: 3, initialDelayMs: 100 },
    circuitBreaker: { consecutiveFailures: 1 },
  });
  const executor = createExecutor({ tools: [tool], clock });
  const running = executor.execute(callsOf('flaky'));
  await settle();
  tool.fail(0, new Error('down'));
  expect(codeOf((await running).results[0])).toBe('TOOL_FAILED');
});
