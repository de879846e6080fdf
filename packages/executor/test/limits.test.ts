import { expect, it } from 'vitest';
import { createExecutor } from '../src/index.js';
import { createManualClock, gatedTool, settle } from '../src/testing/index.js';
import { callsOf } from './call.js';

it('runs calls in parallel up to the limit and gives a freed slot to the call that waited longest', async () => {
  const tool = gatedTool('search');
  const executor = createExecutor({ tools: [tool], maxConcurrency: 2 });
  const running = executor.execute(callsOf('search', 'search', 'search', 'search'));
  await settle();
  expect(tool.contexts.map(({ callId }) => callId)).toEqual(['c1', 'c2']);
  tool.open(1);
  await settle();
  expect(tool.contexts.map(({ callId }) => callId)).toEqual(['c1', 'c2', 'c3']);
  for (const run of [0, 2]) tool.open(run);
  await settle();
  tool.open(3);
  expect((await running).record.totals.maxInFlight).toBe(2);
  expect(tool.maxInFlight).toBe(2);
});

it('keeps the limit over all batches of the executor', async () => {
  const tool = gatedTool('search');
  const executor = createExecutor({ tools: [tool], maxConcurrency: 3 });
  const batches = [executor.execute(callsOf('search', 'search')), executor.execute(callsOf('search', 'search'))];
  await settle();
  expect(tool.inFlight).toBe(3);
  for (let run = 0; run < 4; run++) {
    tool.open(run);
    await settle();
  }
  await Promise.all(batches);
  expect(tool.maxInFlight).toBe(3);
});

it('keeps the limit of a tool while other tools go on', async () => {
  const [limited, free] = [gatedTool('limited', { maxConcurrency: 1 }), gatedTool('free')];
  const executor = createExecutor({ tools: [limited, free] });
  const running = executor.execute(callsOf('limited', 'limited', 'free', 'free'));
  await settle();
  expect([limited.inFlight, free.inFlight]).toEqual([1, 2]);
  limited.open(0);
  await settle();
  expect(limited.startCount).toBe(2);
  limited.open(1);
  for (const run of [0, 1]) free.open(run);
  const { record } = await running;
  expect(limited.maxInFlight).toBe(1);
  expect(record.limits).toEqual({ maxConcurrency: 10, tools: [{ toolName: 'limited', maxConcurrency: 1 }] });
});

it('keeps the limit of one batch beside that of the executor', async () => {
  const tool = gatedTool('search');
  const executor = createExecutor({ tools: [tool], maxConcurrency: 3 });
  const narrow = executor.execute(callsOf('search', 'search', 'search'), { maxConcurrency: 1 });
  const wide = executor.execute(callsOf('search', 'search', 'search'));
  await settle();
  expect(tool.inFlight).toBe(3);
  const narrowBatch = tool.contexts[0]!.batchId;
  expect(tool.contexts.filter(({ batchId }) => batchId === narrowBatch)).toHaveLength(1);
  for (let run = 0; run < 6; run++) {
    tool.open(run);
    await settle();
  }
  expect((await narrow).record.totals.maxInFlight).toBe(1);
  expect((await wide).success).toBe(true);
});

it('shares the limit of a tool by its name among views, and refuses two limits for one name', async () => {
  const [one, other] = [gatedTool('search', { maxConcurrency: 1 }), gatedTool('search', { maxConcurrency: 1 })];
  const executor = createExecutor({ tools: [one] });
  const view = executor.withTools([other]);
  const running = [executor.execute(callsOf('search')), view.execute(callsOf('search'))];
  await settle();
  expect(one.inFlight + other.inFlight).toBe(1);
  one.open();
  await settle();
  other.open();
  await Promise.all(running);
  expect(executor.stats().batchCount).toBe(2);
  expect(() => executor.withTools([gatedTool('search', { maxConcurrency: 2 })])).toThrow(
    'tool "search": maxConcurrency 2 differs from the 1 this executor has for it',
  );
});

it('limits no tool of a view that is refused', () => {
  const executor = createExecutor({ tools: [gatedTool('search', { maxConcurrency: 1 })] });
  const view = (readLimit: number, searchLimit: number) =>
    executor.withTools([
      gatedTool('read', { maxConcurrency: readLimit }),
      gatedTool('search', { maxConcurrency: searchLimit }),
    ]);
  expect(() => view(3, 2)).toThrow('tool "search": maxConcurrency 2 differs');
  expect(() => view(5, 1)).not.toThrow();
});

it('says what each call waited for, to the microsecond', async () => {
  const clock = createManualClock();
  const sleeper = (name: string, maxConcurrency: number) => ({
    name,
    maxConcurrency,
    execute: () => clock.sleep(100),
  });
  const executor = createExecutor({ tools: [sleeper('one', 1), sleeper('any', 9)], maxConcurrency: 2, clock });
  const { record } = await clock.runUntil(executor.execute(callsOf('one', 'one', 'any', 'any')));
  const waits = record.calls.map((call) => call.waits.map(({ cause, startUs, endUs }) => [cause, startUs, endUs]));
  expect(waits).toEqual([[], [['tool-slot', 0, 100_000]], [], [['global-slot', 0, 100_000]]]);
  expect(record.totals).toMatchObject({ makespanUs: 200_000, sequentialUs: 400_000, queueWaitUs: 200_000 });
});
