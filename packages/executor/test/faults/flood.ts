import fc from 'fast-check';
import { createExecutor, type ToolCall, type ToolContext } from '../../src/index.js';
import { createManualClock, type ManualClock, settle } from '../../src/testing/index.js';

interface Fault {
  readonly status: 'ok' | 'error';
  readonly run: (context: ToolContext, clock: ManualClock) => unknown;
}

const TIMEOUT_MS = 10;
const LATE_MS = 25;

const never = () => new Promise(() => {});
const boom = () => new Error('boom');

function revoked(): object {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
}

function thenable(then: (resolve: (value: unknown) => void, reject: (thrown: unknown) => void) => void): object {
  return { then };
}

/** What a tool can do wrong, and what its call comes to. */
const FAULTS: readonly Fault[] = [
  { status: 'error', run: () => raise(boom()) },
  { status: 'error', run: () => raise(undefined) },
  { status: 'error', run: () => raise(null) },
  { status: 'error', run: () => raise(Object.freeze(boom())) },
  { status: 'error', run: () => raise(revoked()) },
  { status: 'error', run: () => raise(thenable((resolve) => resolve(1))) },
  {
    status: 'error',
    run: () =>
      raise({
        get message() {
          throw boom();
        },
        get isRetryable() {
          throw boom();
        },
      }),
  },
  { status: 'error', run: () => Promise.reject(undefined) },
  { status: 'error', run: () => Promise.reject(boom()) },
  { status: 'error', run: async () => raise(boom()) },
  {
    status: 'error',
    run: () => ({
      // biome-ignore lint/suspicious/noThenProperty: thenables are what tools may return.
      get then() {
        throw boom();
      },
    }),
  },
  { status: 'error', run: () => revoked() },
  { status: 'error', run: () => thenable((_, reject) => reject(boom())) },
  { status: 'error', run: () => thenable(() => raise(boom())) },
  { status: 'error', run: () => thenable((resolve) => resolve(thenable((_, reject) => reject(boom())))) },
  { status: 'error', run: () => thenable((resolve) => resolve(Promise.reject(boom()))) },
  {
    status: 'ok',
    run: () =>
      thenable((resolve, reject) => {
        resolve(1);
        resolve(2);
        reject(boom());
      }),
  },
  {
    status: 'error',
    run: () =>
      thenable((resolve, reject) => {
        reject(boom());
        resolve(1);
        throw boom();
      }),
  },
  {
    status: 'ok',
    run: () =>
      thenable((resolve) => {
        resolve(1);
        throw boom();
      }),
  },
  {
    status: 'ok',
    run: () =>
      new Promise((resolve, reject) => {
        resolve(1);
        reject(boom());
        throw boom();
      }),
  },
  // biome-ignore lint/suspicious/noThenProperty: a promise may come with a `then` of its own.
  { status: 'ok', run: () => Object.assign(Promise.resolve(1), { then: () => raise(boom()) }) },
  { status: 'ok', run: () => Number.NaN },
  { status: 'ok', run: () => undefined },
  { status: 'ok', run: () => Object.create(null) },
  { status: 'error', run: never },
  { status: 'error', run: () => thenable(() => undefined) },
  { status: 'error', run: ({ signal }) => (signal.aborted ? 1 : never()) },
  { status: 'error', run: (_, clock) => clock.sleep(LATE_MS).then(() => 'late') },
  { status: 'error', run: (_, clock) => clock.sleep(LATE_MS).then(() => Promise.reject(boom())) },
  { status: 'error', run: (_, clock) => thenable((_resolve, reject) => clock.setTimer(LATE_MS, () => reject(boom()))) },
  {
    status: 'error',
    run: (_, clock) =>
      thenable((resolve, reject) => {
        clock.setTimer(LATE_MS, () => {
          resolve(1);
          reject(boom());
        });
      }),
  },
  { status: 'error', run: ({ signal }, clock) => clock.sleep(LATE_MS, signal) },
  {
    status: 'error',
    run: ({ signal }) => new Promise((_, reject) => signal.addEventListener('abort', () => reject(undefined))),
  },
];

function raise(thrown: unknown): never {
  throw thrown;
}

const CALLS_PER_BATCH = 250;

/**
 * Runs calls of faulty tools, in batches.
 *
 * @returns How many had the result they should have.
 */
export async function floodWithFaults(count: number, seed: number): Promise<number> {
  const clock = createManualClock();
  const executor = createExecutor({
    tools: FAULTS.map(({ run }, index) => ({
      name: `fault ${index}`,
      execute: (_: unknown, context: ToolContext) => run(context, clock),
    })),
    maxConcurrency: 50,
    timeoutMs: TIMEOUT_MS,
    clock,
  });
  let rightCount = 0;
  for (let done = 0; done < count; done += CALLS_PER_BATCH) {
    const picks = fc.sample(
      fc.array(fc.nat(FAULTS.length - 1), { minLength: CALLS_PER_BATCH, maxLength: CALLS_PER_BATCH }),
      {
        numRuns: 1,
        seed: seed + done,
      },
    )[0] as number[];
    const calls = picks
      .slice(0, count - done)
      .map((pick, index): ToolCall => ({ id: `c${index}`, name: `fault ${pick}`, args: {} }));
    const { results } = await clock.runUntil(executor.execute(calls));
    for (const [index, { callId, status }] of results.entries()) {
      if (callId === `c${index}` && status === FAULTS[picks[index] as number]?.status) rightCount += 1;
    }
  }
  await executor.close();
  await clock.advance(LATE_MS);
  await settle();
  return clock.pendingTimers === 0 ? rightCount : Number.NaN;
}
