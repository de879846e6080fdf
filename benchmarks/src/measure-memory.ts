// Measures one figure of the heap in a fresh process. Started by memory.ts: `measure-memory.ts SCENARIO`; the figure goes
// back as a message. Calls are made before the first measurement: they are the caller's, who pays for them anyway.
import { setImmediate as nextMacrotask } from 'node:timers/promises';
import { type AnyTool, createExecutor, type Executor, type ToolCall } from '@parallel-tools/executor';
import pLimit from 'p-limit';
import { callsOf } from './executor-subject.ts';
import { heapBytes } from './heap-bytes.ts';
import { noop } from './peers.ts';

const HELD = 100_000;
const BATCH = 1_000;
const RETAINING_BATCHES = 1_000;
const PARALLEL = 1_000;

const never = new Promise<never>(() => undefined);
const hang = () => never;
const { signal } = new AbortController();
const tools: AnyTool[] = [
  { name: 'noop', execute: noop },
  { name: 'hang', execute: hang },
  { name: 'listen', execute: (_args, context) => listen(context.signal, noop()) },
  { name: 'hang-listening', execute: (_args, context) => listen(context.signal, never) },
];

/** By name; each resolves with bytes per call, the last with the number of warnings. */
const scenarios: Readonly<Record<string, () => Promise<number>>> = {
  'executor-queued-1': () => heldByExecutor(1, 'hang'),
  'executor-queued-10': () => heldByExecutor(10, 'hang'),
  'executor-in-flight': () => heldByExecutor(Number.POSITIVE_INFINITY, 'hang'),
  'executor-in-flight-listening': () => heldByExecutor(Number.POSITIVE_INFINITY, 'hang-listening'),
  'p-limit-queued-1': () => heldByPLimit(1),
  'p-limit-queued-10': () => heldByPLimit(10),
  'p-limit-in-flight': () => heldByPLimit(Number.POSITIVE_INFINITY),
  retained: () => retained('noop'),
  'retained-listening': () => retained('listen'),
  'warnings-one-batch': () => warnings((executor) => [executor.execute(callsOf('listen', PARALLEL), { signal })]),
  'warnings-many-batches': () =>
    warnings((executor) => callsOf('listen', PARALLEL).map((call) => executor.execute([call], { signal }))),
};

const [name = ''] = process.argv.slice(2);
const scenario = Object.hasOwn(scenarios, name) ? scenarios[name] : undefined;
if (scenario === undefined) throw new Error(`there is no scenario "${name}"`);
process.send?.(await scenario());
// What hangs would keep the process.
process.exit();

async function heldByExecutor(maxConcurrency: number, toolName: string): Promise<number> {
  const executor = createExecutor({ tools, maxConcurrency });
  executor.subscribe(() => undefined);
  await executor.execute(callsOf('noop', BATCH), { signal });
  const calls = callsOf(toolName, HELD);
  return heldBytesPerCall(() => executor.execute(calls, { signal }));
}

async function heldByPLimit(limit: number): Promise<number> {
  const limited = pLimit(limit);
  await Promise.all(Array.from({ length: BATCH }, () => limited(noop)));
  const promises = new Array<unknown>(HELD).fill(null);
  return heldBytesPerCall(() => {
    for (let call = 0; call < HELD; call++) promises[call] = limited(hang);
    return promises;
  });
}

async function heldBytesPerCall(hold: () => unknown): Promise<number> {
  const before = await heapBytes();
  const held = [hold()];
  const after = await heapBytes();
  if (held.pop() === undefined) throw new Error('nothing was held');
  return (after - before) / HELD;
}

async function retained(toolName: string): Promise<number> {
  const executor = createExecutor({ tools });
  executor.subscribe(() => undefined);
  const calls: readonly ToolCall[] = callsOf(toolName, BATCH);
  const run = async (batches: number) => {
    for (let batch = 0; batch < batches; batch++) await executor.execute(calls, { signal });
    return heapBytes();
  };
  const before = await run(RETAINING_BATCHES / 5);
  const after = await run(RETAINING_BATCHES);
  return (after - before) / (RETAINING_BATCHES * BATCH);
}

async function warnings(start: (executor: Executor) => Promise<unknown>[]): Promise<number> {
  let warningCount = 0;
  process.on('warning', ({ name }) => {
    if (name === 'MaxListenersExceededWarning') warningCount += 1;
  });
  await Promise.all(start(createExecutor({ tools, maxConcurrency: PARALLEL })));
  // Warnings come in a later turn.
  await nextMacrotask();
  return warningCount;
}

/** As a tool that honours its signal. */
async function listen(own: AbortSignal, work: Promise<unknown>): Promise<unknown> {
  const stop = () => undefined;
  own.addEventListener('abort', stop);
  try {
    return await work;
  } finally {
    own.removeEventListener('abort', stop);
  }
}
