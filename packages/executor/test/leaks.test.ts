import { getEventListeners } from 'node:events';
import { describe, expect, it } from 'vitest';
import { createExecutor, type ToolCall } from '../src/index.js';
import { settle } from '../src/testing/index.js';

const calls = (count: number): ToolCall[] =>
  Array.from({ length: count }, (_, index) => ({ id: `c${index}`, name: 'a', args: {} }));

/** Timers that keep the process alive, once those of the test runner, which are short, are over. */
async function timersLeft(): Promise<number> {
  const countTimers = () => process.getActiveResourcesInfo().filter((resource) => resource === 'Timeout').length;
  const untilMs = performance.now() + 2000;
  while (countTimers() > 0 && performance.now() < untilMs) await settle();
  return countTimers();
}

describe('10,000 calls on one signal', () => {
  it.each([
    ['one after the other', 10_000, 1],
    ['ten at a time', 1000, 10],
    ['in one batch', 1, 10_000],
  ])('leave no listener and no timer when they come %s', async (_how, batches, size) => {
    const { signal } = new AbortController();
    expect(await timersLeft()).toBe(0);
    const executor = createExecutor({
      tools: [{ name: 'a', execute: (_, context) => context.signal.aborted }],
      maxConcurrency: 100,
    });
    for (let batch = 0; batch < batches; batch++) {
      const { success } = await executor.execute(calls(size), { signal, deadlineMs: 60_000 });
      expect(success).toBe(true);
    }
    expect(getEventListeners(signal, 'abort')).toEqual([]);
    expect(await timersLeft()).toBe(0);
  });
});

describe('1,000 calls at once', () => {
  it('put one listener on a signal, warn of nothing, and leave nothing', async () => {
    const warnings: Error[] = [];
    const note = (warning: Error) => {
      warnings.push(warning);
    };
    process.on('warning', note);
    const controller = new AbortController();
    const { signal } = controller;
    expect(await timersLeft()).toBe(0);
    let startCount = 0;
    const executor = createExecutor({
      tools: [
        {
          name: 'a',
          execute: (_, context) =>
            new Promise((_resolve, reject) => {
              startCount += 1;
              context.signal.addEventListener('abort', () => reject(context.signal.reason), { once: true });
            }),
        },
      ],
      maxConcurrency: Number.POSITIVE_INFINITY,
    });
    const together = executor.execute(calls(500), { signal });
    const alone = Array.from({ length: 500 }, () => executor.execute(calls(1), { signal }));
    expect(startCount).toBe(1000);
    expect(getEventListeners(signal, 'abort')).toHaveLength(1);
    controller.abort();
    const results = (await Promise.all([together, ...alone])).flatMap((batch) => batch.results);
    expect(results.filter(({ status }) => status === 'cancelled')).toHaveLength(1000);
    expect(getEventListeners(signal, 'abort')).toEqual([]);
    expect(await timersLeft()).toBe(0);
    process.off('warning', note);
    expect(warnings).toEqual([]);
  });
});
