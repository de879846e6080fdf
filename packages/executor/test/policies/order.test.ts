import { expect, it } from 'vitest';
import { createExecutor, type ToolCall } from '../../src/index.js';
import { createManualClock, gatedTool } from '../../src/testing/index.js';

const callOf = (id: string, query: string): ToolCall => ({ id, name: 'api', args: { query } });

it('is: budget, cache, retry, circuit breaker, rate limit, limits, hedge, timeout, tool', async () => {
  const clock = createManualClock();
  const tool = gatedTool('api', {
    effects: 'read',
    honoursSignal: true,
    timeoutMs: 100,
    maxConcurrency: 2,
    cache: { ttlMs: 100_000 },
    retry: { maxRetries: 1, initialDelayMs: 10 },
    circuitBreaker: { consecutiveFailures: 3, openMs: 5_000 },
    rateLimit: { maxStarts: 4, intervalMs: 1_000 },
    hedge: { afterMs: 50 },
  });
  const executor = createExecutor({ tools: [tool], maxCalls: 6, clock, random: () => 1 });
  const told: string[] = [];
  executor.subscribe((event) => {
    if (event.type === 'attempt-start') told.push(`${event.callId}#${event.attempt} starts at ${event.atMs}`);
    if (event.type === 'attempt-end') told.push(`${event.callId}#${event.attempt} ${event.outcome}`);
    if (event.type === 'circuit-changed') told.push(event.state);
    if (event.type === 'call-end') {
      const { result } = event;
      told.push(`${event.callId} ${result.status === 'error' ? result.error.code : result.status}`);
    }
  });

  // Hangs: hedged after 50 ms, timed out after 100 ms each, tried again after a backoff; the fourth start waits for its turn.
  const first = executor.execute([callOf('c1', 'tea')]);
  await clock.advance(50 + 100 + 10 + 50);
  expect(told.splice(0)).toEqual([
    'c1#1 starts at 0',
    'c1#2 starts at 50',
    'c1#1 timeout',
    'c1#2 timeout',
    'c1#3 starts at 160',
    'c1#4 starts at 210',
  ]);
  // The rate is spent (four starts, hedges among them): the next call waits for it, though a slot of the tool is free.
  tool.open(3, 'leaves');
  await first;
  expect(told.splice(0)).toEqual(['c1#4 ok', 'c1#3 cancelled', 'c1 ok']);
  const second = executor.execute([callOf('c2', 'milk'), callOf('c3', 'tea')]);
  await clock.advance(0);
  // A kept output asks neither rate nor slot.
  expect(told.splice(0)).toEqual(['c3 ok']);
  await clock.advance(789);
  expect(told.splice(0)).toEqual([]);
  await clock.advance(1);
  // Batch times: c2 came at 210 of the clock and started when the first start was a second ago.
  expect(told.splice(0)).toEqual(['c2#1 starts at 790']);
  // A failed attempt passes everything again: it backs off, then waits until the second start is a second ago.
  tool.fail(4, new Error('down'));
  await clock.advance(50);
  expect(told.splice(0)).toEqual(['c2#1 error', 'c2#2 starts at 840']);
  tool.fail(5, new Error('down'));
  await second;
  told.length = 0;

  // The third failure in a row opens the circuit: no retry is asked where the next attempt would be refused.
  const third = executor.execute([callOf('c4', 'water')]);
  await clock.advance(120);
  tool.fail(6, new Error('down'));
  await third;
  expect(told.splice(0)).toEqual(['c4#1 starts at 110', 'open', 'c4#1 error', 'c4 TOOL_FAILED']);
  // The budget is asked before the circuit, the cache as well.
  await executor.execute([callOf('c5', 'tea'), callOf('c6', 'juice'), callOf('c7', 'tea')]);
  expect(told.splice(0)).toEqual(['c5 ok', 'c6 CIRCUIT_OPEN', 'c7 BUDGET_EXCEEDED']);
});
