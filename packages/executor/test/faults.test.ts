import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createExecutor, type ToolContext } from '../src/index.js';
import { gatedTool, settle } from '../src/testing/index.js';
import { callsOf } from './call.js';
import { EFFORT, SEED } from './effort.js';
import { floodWithFaults } from './faults/flood.js';
import { violationsOf } from './laws/laws.js';
import { INJECTED, runLive } from './laws/live-run.js';
import type { Inject, Observed, Point } from './laws/observed.js';
import type { BatchSpec, CallSpec, Workload } from './laws/workload.js';
import { timedWorld } from './laws/world.js';

/** What the process heard of: nothing the tools do may come to that. */
const escaped: unknown[] = [];
const note = (what: unknown) => {
  escaped.push(what);
};

beforeEach(() => {
  escaped.length = 0;
  process.on('unhandledRejection', note);
  process.on('uncaughtException', note);
});

afterEach(() => {
  process.off('unhandledRejection', note);
  process.off('uncaughtException', note);
  expect(escaped).toEqual([]);
});

function call(more: Partial<CallSpec>): CallSpec {
  return {
    tool: 'plain',
    outcome: 'ok',
    runMs: 5,
    timeoutMs: null,
    priority: null,
    dependsOn: [],
    reference: null,
    resources: [],
    addAfterMs: 0,
    releaseAfterMs: null,
    discardAfterMs: null,
    ...more,
  };
}

function batch(calls: readonly CallSpec[], more: Partial<BatchSpec> = {}): BatchSpec {
  return {
    isOpen: false,
    startAfterMs: 0,
    parallel: true,
    onError: 'continue',
    maxConcurrency: Number.POSITIVE_INFINITY,
    deadlineMs: Number.POSITIVE_INFINITY,
    abortAfterMs: null,
    sharesSignal: false,
    calls,
    ...more,
  };
}

const writesA = [{ key: 'a', access: 'write' as const }];

/** Every kind of call and of batch at once, and of everything that may go wrong something. */
const RICH: Workload = {
  maxConcurrency: 3,
  toolLimits: { limited: 1 },
  abandonGraceMs: 20,
  tools: ['plain', 'limited', 'retried', 'exclusive', 'dependent', 'checked', 'resourceful', 'reader'],
  batches: [
    batch([
      call({ tool: 'resourceful', resources: writesA }),
      call({ tool: 'resourceful', resources: writesA, outcome: 'ignores' }),
      call({ tool: 'limited' }),
      call({ tool: 'limited', outcome: 'throws' }),
      call({ tool: 'dependent' }),
      call({ tool: 'retried', outcome: 'limps' }),
      call({ tool: 'retried', outcome: 'throws at once', reference: { to: 0, form: 'typed' } }),
      call({ outcome: 'hangs', timeoutMs: 20 }),
      call({ outcome: 'unknown tool' }),
      call({ tool: 'checked', dependsOn: [0] }),
      call({ tool: 'exclusive', reference: { to: 0, form: 'text' } }),
    ]),
    batch(
      [
        call({ tool: 'reader', releaseAfterMs: 12 }),
        call({ tool: 'resourceful', resources: writesA, discardAfterMs: 9 }),
        call({ tool: 'retried', outcome: 'throws', addAfterMs: 7, priority: 2 }),
        call({ outcome: 'control flow', addAfterMs: 3 }),
        call({ outcome: 'ignores for ever' }),
        call({ reference: { to: 2, form: 'typed' } }),
      ],
      { isOpen: true, startAfterMs: 2, maxConcurrency: 2 },
    ),
    batch([call({ runMs: 2 }), call({ outcome: 'bad args' }), call({ outcome: 'throws' }), call({ runMs: 30 })], {
      onError: 'fail-fast',
      startAfterMs: 4,
    }),
    batch([call({}), call({ runMs: 60 })], { parallel: false, deadlineMs: 40, startAfterMs: 6 }),
  ],
};

/** How often the executor calls what is not its own code. */
async function countPoints(points: readonly Point[]): Promise<number> {
  let count = 0;
  await runLive(RICH, timedWorld(), (point) => {
    if (points.includes(point)) count += 1;
  });
  return count;
}

/** Runs it once for each such moment, injecting there. */
async function injectAtEach(points: readonly Point[], inject: Inject, check: (observed: Observed) => void) {
  const count = await countPoints(points);
  expect(count).toBeGreaterThan(0);
  for (let at = 0; at < count; at++) {
    let seen = 0;
    const observed = await runLive(RICH, timedWorld(), (point, run) => {
      if (points.includes(point) && seen++ === at) inject(point, run);
    });
    // Where the order of things changed, there may be fewer.
    expect(seen).toBeGreaterThan(at);
    check(observed);
  }
}

const keepsAllLaws = (observed: Observed) => expect(violationsOf(observed, true)).toEqual([]);

/** What a call comes to is another matter when its own tool throws. */
const keepsOtherLaws = (observed: Observed) => {
  const others = violationsOf(observed, true).filter((violation) => !violation.startsWith('what each call comes to'));
  expect(others).toEqual([]);
};

const fail = () => {
  throw INJECTED;
};

describe('every law holds', () => {
  it('when the caller aborts at any moment', async () => {
    const points: Point[] = ['event', 'tool starts', 'tool ends', 'isControlFlow', 'resources', 'estimateMs', 'record'];
    await injectAtEach(points, (_point, run) => run.abortAll(), keepsAllLaws);
  });

  it('when a listener throws at any event', async () => {
    await injectAtEach(['event'], fail, keepsAllLaws);
  });

  it('when a listener sets the executor going at any event', async () => {
    await injectAtEach(['event'], (_point, { executor }) => executor.open().seal(), keepsAllLaws);
  });

  it.each<Point>(['estimateMs', 'record'])('when %s throws at any call of it', async (point) => {
    await injectAtEach([point], fail, keepsAllLaws);
  });

  it.each<Point>(['isControlFlow', 'resources', 'tool starts', 'tool ends'])(
    'but for what the call itself comes to, when %s throws at any call of it',
    async (point) => {
      await injectAtEach([point], fail, keepsOtherLaws);
    },
  );
});

describe('tools', () => {
  it('that do whatever a tool can do wrong give one result each, and nothing escapes', async () => {
    console.info(`${EFFORT.faultyCalls} faulty calls, SEED=${SEED}`);
    expect(await floodWithFaults(EFFORT.faultyCalls, SEED)).toBe(EFFORT.faultyCalls);
    await settle();
  }, 3_600_000);
});

describe('a call that fails before it could run', () => {
  it('lets one behind it run once, be it sequential or exclusive', async () => {
    const execute = vi.fn();
    const executor = createExecutor({ tools: [{ name: 'a', execute, exclusive: true }], references: true });
    const [first, second] = callsOf('a', 'a');
    const calls = [{ ...first!, args: { x: { $ref: 'nothing' } } }, second!];
    await executor.execute(calls);
    await executor.execute(calls, { parallel: false });
    await executor.execute(callsOf('nowhere', 'a'), { parallel: false });
    expect(execute).toHaveBeenCalledTimes(3);
  });

  it.each([
    ['of a batch', false],
    ['of an open batch', true],
  ])('leaves exclusive calls %s around it in their order', async (_which, isOpen) => {
    const order: string[] = [];
    const execute = (_: unknown, { callId }: ToolContext) => {
      order.push(callId);
    };
    const input = { jsonSchema: { type: 'object', maxProperties: 0 } };
    const executor = createExecutor({ tools: [{ name: 'a', input, execute, exclusive: true }] });
    const calls = callsOf('a', 'a', 'a', 'a').map((call) => (call.id === 'c3' ? { ...call, args: { bad: 1 } } : call));
    if (isOpen) {
      const batch = executor.open();
      const pending = batch.add(calls[0]!, { hold: true });
      for (const call of calls.slice(1)) batch.add(call);
      batch.seal();
      pending.release();
      await batch.result;
    } else await executor.execute(calls);
    expect(order).toEqual(['c1', 'c2', 'c4']);
  });

  it('holds nobody back though it is held and never released', async () => {
    const execute = vi.fn();
    const executor = createExecutor({ tools: [{ name: 'a', execute, exclusive: true }], references: true });
    const batch = executor.open();
    const [held, next] = callsOf('a', 'a');
    batch.add({ ...held!, args: { x: { $ref: 'nothing' } } }, { hold: true });
    batch.add(next!);
    batch.seal();
    expect((await batch.result).results).toMatchObject([{ status: 'error' }, { status: 'ok' }]);
    expect(execute).toHaveBeenCalledTimes(1);
  });
});

describe('a batch that has ended early', () => {
  it('ends a call that is being added after it has begun', async () => {
    const controller = new AbortController();
    const types: string[] = [];
    const resources = () => {
      controller.abort();
      return [];
    };
    const executor = createExecutor({ tools: [{ name: 'a', execute: () => 1, resources }] });
    const batch = executor.open({ signal: controller.signal, onEvent: ({ type }) => types.push(type) });
    batch.add(callsOf('a')[0]!);
    batch.seal();
    await batch.result;
    expect(types).toEqual(['batch-start', 'call-queued', 'call-end', 'batch-end']);
  });

  it('starts nothing when who hears of its failure sets the executor going', async () => {
    const executed: string[] = [];
    const execute = (_: unknown, { callId }: ToolContext) => {
      executed.push(callId);
      throw new Error('no luck');
    };
    const executor = createExecutor({ tools: [{ name: 'a', execute }], maxConcurrency: 1 });
    const { results } = await executor.execute(callsOf('a', 'a'), {
      onError: 'fail-fast',
      onEvent: ({ type }) => {
        if (type === 'call-end') executor.open().seal();
      },
    });
    expect(executed).toEqual(['c1']);
    expect(results).toMatchObject([{ status: 'error' }, { status: 'cancelled', error: { code: 'FAIL_FAST' } }]);
  });

  it('starts nothing when its signal ended another batch first', async () => {
    const gate = gatedTool('gate');
    const lone = { ...gatedTool('lone'), exclusive: true };
    const { signal, abort } = abortable();
    const executor = createExecutor({ tools: [gate, lone] });
    const first = executor.open({ signal });
    const blocker = executor.execute(callsOf('gate'));
    first.add(callsOf('lone')[0]!);
    first.seal();
    const second = executor.execute(callsOf('gate'), { signal });
    await settle();
    expect(gate.startCount).toBe(1);
    abort();
    expect(gate.startCount).toBe(1);
    gate.open();
    const codes = [await first.result, await second].map(({ results }) => results[0]);
    expect(codes).toMatchObject([{ error: { code: 'ABORTED' } }, { error: { code: 'ABORTED' } }]);
    expect((await blocker).success).toBe(true);
  });
});

function abortable(): { readonly signal: AbortSignal; abort(): void } {
  const controller = new AbortController();
  return { signal: controller.signal, abort: () => controller.abort() };
}
