import { expect, it } from 'vitest';
import { createExecutor } from '../src/index.js';
import { createManualClock, gatedTool, settle } from '../src/testing/index.js';
import { callsOf } from './call.js';

it('holds new starts while the machine is busy, but one call may always run', async () => {
  const clock = createManualClock();
  const usage = { cpuPercent: 95, memoryMb: 100 };
  const tool = gatedTool('a');
  const executor = createExecutor({ tools: [tool], clock, resourceLimits: { cpuPercent: 90 }, hostUsage: () => usage });
  const running = executor.execute(callsOf('a', 'a', 'a'));
  await clock.advance(250);
  expect(tool.inFlight).toBe(1);
  tool.open(0);
  await settle();
  expect(tool.startCount).toBe(2);
  usage.cpuPercent = 50;
  await clock.advance(50);
  expect(tool.startCount).toBe(3);
  for (const run of [1, 2]) tool.open(run);
  const { record } = await running;
  expect(record.calls[2]?.waits).toEqual([{ cause: 'host', startUs: 0, endUs: 300_000 }]);
  expect(clock.pendingTimers).toBe(0);
});

it('looks at memory, too, and at this process where nothing else is said', async () => {
  const tools = [{ name: 'a', execute: () => 1 }];
  const narrow = createExecutor({ tools, resourceLimits: { memoryMb: 1 } });
  const { success, record } = await narrow.execute(callsOf('a', 'a', 'a'));
  expect(success).toBe(true);
  expect(record.totals.maxInFlight).toBe(1);
  const wide = createExecutor({ tools, resourceLimits: { memoryMb: 1_000_000, cpuPercent: 1_000_000 } });
  expect((await wide.execute(callsOf('a', 'a', 'a'))).record.totals.maxInFlight).toBe(3);
});

it('says what is out of range', () => {
  expect(() => createExecutor({ tools: [], resourceLimits: { cpuPercent: 0 } })).toThrow(
    'resourceLimits.cpuPercent must be a positive number, got 0',
  );
});
