import { setImmediate as nextMacrotask, setTimeout as sleep } from 'node:timers/promises';
import { createExecutor, type ToolCall } from '@parallel-tools/executor';
import { callsOf } from './executor-subject.ts';
import { atLeast, atMost, type Finding, finding } from './finding.ts';
import { repeat, timed } from './repeat.ts';
import type { Settings } from './settings.ts';
import { formatNumber, quantile, spreadOf } from './spread.ts';

const ADDS = 1_000;
const HAND_OVERS = 1_000;
const SHORT_MS = 10;
const LONG_MS = 200;

/** How soon a call starts once it may. */
export async function* measureDispatch(settings: Settings): AsyncGenerator<Finding> {
  yield await measureHandOver();
  yield await measureAntiBarrier(settings);
  yield await measureAdds();
}

/** Of chains of calls that each end in a macrotask of their own: how many successors start in that same one. */
async function measureHandOver(): Promise<Finding> {
  let isSameMacrotask = false;
  let endedMs = 0;
  let sameCount = 0;
  const delaysUs: number[] = [];
  const step = {
    name: 'step',
    async execute() {
      if (endedMs > 0) {
        delaysUs.push((performance.now() - endedMs) * 1000);
        if (isSameMacrotask) sameCount += 1;
      }
      await nextMacrotask();
      isSameMacrotask = true;
      // Asked for before the executor can ask for a macrotask of its own: this one comes first.
      setImmediate(() => {
        isSameMacrotask = false;
      });
      endedMs = performance.now();
    },
  };
  const calls = callsOf('step', HAND_OVERS + 1).map(
    (call, index): ToolCall => (index === 0 ? call : { ...call, dependsOn: [String(index - 1)] }),
  );
  await createExecutor({ tools: [step] }).execute(calls);
  return finding(
    'dependents started in the macrotask that ended the last predecessor',
    spreadOf([sameCount / HAND_OVERS]),
    '',
    {
      goal: atLeast(1),
      detail: `${sameCount} of ${HAND_OVERS}; ${formatNumber(quantile(delaysUs, 0.5))} µs after it, p99 ${formatNumber(quantile(delaysUs, 0.99))} µs`,
    },
  );
}

/** Two chains, short then long and long then short: level barriers take 400 ms, dataflow 210 ms. */
async function measureAntiBarrier({ pairs }: Settings): Promise<Finding> {
  const tools = [
    { name: 'short', execute: () => sleep(SHORT_MS) },
    { name: 'long', execute: () => sleep(LONG_MS) },
  ];
  const executor = createExecutor({ tools });
  const calls: ToolCall[] = [
    { id: 'a', name: 'short', args: {} },
    { id: 'b', name: 'long', args: {} },
    { id: 'c', name: 'long', args: {}, dependsOn: ['a'] },
    { id: 'd', name: 'short', args: {}, dependsOn: ['b'] },
  ];
  const makespans = await repeat(pairs, () => timed(() => executor.execute(calls)));
  const ratio = spreadOf(makespans.map((makespanMs) => makespanMs / (SHORT_MS + LONG_MS)));
  const detail = 'measured ÷ 210 ms; level barriers would take 400 ms';
  return finding('two crossed chains, to ideal', ratio, '×', { goal: atMost(1.05), detail });
}

/** Calls added one per macrotask, each with a slot free, while earlier ones run. */
async function measureAdds(): Promise<Finding> {
  const addedMs = new Map<string, number>();
  const delaysMs: number[] = [];
  const tool = {
    name: 'nap',
    execute(_args: unknown, { callId }: { callId: string }) {
      delaysMs.push(performance.now() - (addedMs.get(callId) ?? Number.NaN));
      return sleep(1);
    },
  };
  const batch = createExecutor({ tools: [tool], maxConcurrency: Number.POSITIVE_INFINITY }).open();
  for (const call of callsOf('nap', ADDS)) {
    addedMs.set(call.id, performance.now());
    batch.add(call);
    await nextMacrotask();
  }
  batch.seal();
  await batch.result;
  if (delaysMs.length !== ADDS) throw new Error(`${delaysMs.length} of ${ADDS} calls started`);
  const detail = `median ${formatNumber(quantile(delaysMs, 0.5))} ms, most ${formatNumber(quantile(delaysMs, 1))} ms`;
  return finding('added call to its start, p99 of 1,000', spreadOf([quantile(delaysMs, 0.99)]), 'ms', {
    goal: atMost(5),
    detail,
  });
}
