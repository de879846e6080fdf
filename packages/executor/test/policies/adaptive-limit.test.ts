import { expect, it } from 'vitest';
import { createExecutor, type Executor, type ExecutorEvent } from '../../src/index.js';
import { createManualClock, type GatedTool, gatedTool, settle } from '../../src/testing/index.js';
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

/** How many of eight calls start at once. */
async function startsAtOnce(executor: Executor, tool: GatedTool): Promise<number> {
  const before = tool.startCount;
  const running = executor.execute(callsOf(...Array<string>(8).fill(tool.name)));
  await settle();
  const started = tool.startCount - before;
  for (let run = before; run < before + 8; run++) {
    await settle();
    tool.open(run);
  }
  await running;
  return started;
}

it('starts within its bounds, and stays there when configure gives others', async () => {
  const low = gatedTool('low', { maxConcurrency: 2, adaptiveLimit: { min: 4 } });
  const high = gatedTool('high', { adaptiveLimit: { initial: 8 } });
  const executor = createExecutor({ tools: [low, high], clock: createManualClock() });
  expect(await startsAtOnce(executor, low)).toBe(4);
  executor.configure({ toolOptions: { high: { adaptiveLimit: { max: 3 } } } });
  expect(await startsAtOnce(executor, high)).toBe(3);
  executor.configure({ toolOptions: { high: { maxConcurrency: 8 } } });
  expect(await startsAtOnce(executor, high)).toBe(3);
  executor.configure({ toolOptions: { high: { maxConcurrency: 2 } } });
  expect(await startsAtOnce(executor, high)).toBe(2);
  const whole = createExecutor({ tools: [high], maxConcurrency: Number.POSITIVE_INFINITY, adaptiveLimit: { max: 5 } });
  whole.configure({ maxConcurrency: 7, toolOptions: { high: { adaptiveLimit: null } } });
  expect(await startsAtOnce(whole, high)).toBe(5);
});

it('leaves the limit as it was given when it is turned off', async () => {
  const free = gatedTool('free', { adaptiveLimit: { initial: 2 } });
  const limited = gatedTool('limited', { maxConcurrency: 3, adaptiveLimit: { initial: 1 } });
  const executor = createExecutor({ tools: [free, limited], toolOptions: { free: { adaptiveLimit: null } } });
  expect(await startsAtOnce(executor, free)).toBe(8);
  const running = executor.execute(callsOf('limited', 'limited', 'limited', 'limited'));
  await settle();
  expect(limited.startCount).toBe(1);
  executor.configure({ toolOptions: { limited: { adaptiveLimit: null } } });
  expect(limited.startCount).toBe(3);
  for (const run of [0, 1, 2, 3]) {
    await settle();
    limited.open(run);
  }
  await running;
});

it('takes the tool into further views, whatever the limit has become', async () => {
  const tool = gatedTool('api', { maxConcurrency: 4, adaptiveLimit: {} });
  const executor = createExecutor({ tools: [tool], clock: createManualClock() });
  const running = executor.execute(callsOf('api'));
  await settle();
  tool.fail(0, { status: 429 });
  await running;
  expect(await startsAtOnce(executor.withTools([tool]), tool)).toBe(2);
  expect(() => executor.withTools([{ ...tool, maxConcurrency: 2 }])).toThrow(/maxConcurrency 2 differs from the 4/);
});
