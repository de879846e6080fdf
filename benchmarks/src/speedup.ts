import { setTimeout as sleep } from 'node:timers/promises';
import { createExecutor } from '@parallel-tools/executor';
import { callsOf } from './executor-subject.ts';
import { atLeast, type Finding, finding } from './finding.ts';
import { repeat, timed } from './repeat.ts';
import type { Settings } from './settings.ts';
import { formatSpread, spreadOf } from './spread.ts';

const TOOL_MS = 100;
const GOALS = new Map([
  [3, 2.95],
  [5, 4.9],
  [10, 9.7],
]);

/** How much faster a batch of equal calls is than the same calls one after another, both measured; limit 10. */
export async function* measureSpeedup({ pairs }: Settings): AsyncGenerator<Finding> {
  const nap = { name: 'nap', execute: () => sleep(TOOL_MS) };
  const executor = createExecutor({ tools: [nap], maxConcurrency: 10 });
  for (const [callCount, goal] of GOALS) {
    const calls = callsOf('nap', callCount);
    const runs = await repeat(pairs, async () => {
      const sequentialMs = await timed(async () => {
        for (let call = 0; call < callCount; call++) await nap.execute();
      });
      return { sequentialMs, makespanMs: await timed(() => executor.execute(calls)) };
    });
    const makespan = formatSpread(spreadOf(runs.map(({ makespanMs }) => makespanMs)));
    const speedup = spreadOf(runs.map(({ sequentialMs, makespanMs }) => sequentialMs / makespanMs));
    yield finding(`${callCount} calls`, speedup, '×', { goal: atLeast(goal), detail: `makespan ${makespan} ms` });
  }
}
