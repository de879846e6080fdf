import { expect, it } from 'vitest';
import { createExecutor, type ExecutorEvent } from '../../src/index.js';
import { createManualClock, gatedTool, settle } from '../../src/testing/index.js';
import { callsOf } from '../call.js';

const refusal = Object.assign(new Error('too many'), { status: 429 });

it('turns the limit of a tool, and says so', async () => {
  const clock = createManualClock();
  const events: ExecutorEvent[] = [];
  const tool = gatedTool('api', { adaptiveLimit: { initial: 4, min: 2 } });
  const executor = createExecutor({ tools: [tool], maxConcurrency: 100, clock });
  executor.subscribe((event) => events.push(event));
  const running = executor.execute(callsOf(...Array<string>(20).fill('api')));
  await settle();
  expect(tool.inFlight).toBe(4);
  for (const run of [0, 1, 2, 3]) {
    tool.open(run);
    await settle();
  }
  await clock.advance(1);
  // Five runs that used the limit: there is room.
  tool.open(4);
  await settle();
  expect(tool.inFlight).toBe(5);
  // What started under the old limit says nothing any more; the first that started under the new one does.
  tool.fail(5, refusal);
  await settle();
  expect(tool.inFlight).toBe(5);
  tool.fail(9, refusal);
  await settle();
  expect(tool.inFlight).toBe(4);
  const changes = events.flatMap((event) => (event.type === 'limit-changed' ? [event] : []));
  expect(changes).toMatchObject([
    { toolName: 'api', from: 4, to: 5, reason: 'room' },
    { toolName: 'api', from: 5, to: 3, reason: 'overload' },
  ]);
  for (let run = 0; run < 20; run++) {
    if (run < tool.startCount) tool.open(run);
    await settle();
  }
  await running;
});

it('turns the limit of the executor, from where it starts', async () => {
  const clock = createManualClock();
  const changes: object[] = [];
  const tool = gatedTool('api', { timeoutMs: 10 });
  const executor = createExecutor({ tools: [tool], maxConcurrency: 5, adaptiveLimit: {}, clock });
  executor.subscribe((event) => event.type === 'limit-changed' && changes.push(event));
  const running = executor.execute(callsOf(...Array<string>(6).fill('api')));
  await clock.advance(10);
  expect(changes).toMatchObject([{ toolName: null, from: 5, to: 3, reason: 'overload' }]);
  tool.open(5);
  await running;
});

it('says what is out of range', () => {
  const tools = [{ name: 'a', execute: () => 1 }];
  expect(() => createExecutor({ tools, adaptiveLimit: { min: 5, max: 4 } })).toThrow(
    'adaptiveLimit.max must not be below min, which is 5, got 4',
  );
  expect(() => createExecutor({ tools, adaptiveLimit: { initial: 0 } })).toThrow('adaptiveLimit.initial must be');
});
