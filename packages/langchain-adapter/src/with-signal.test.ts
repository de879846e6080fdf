import { getEventListeners } from 'node:events';
import { DynamicTool, tool } from '@langchain/core/tools';
import { describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { withSignal } from './with-signal.js';

interface Invokable {
  invoke(input: unknown, config?: { signal?: AbortSignal }): Promise<unknown>;
}

const invokable = (...args: Parameters<typeof withSignal>) => withSignal(...args) as unknown as Invokable;

describe('withSignal', () => {
  it('aborts the tool for either signal, with its reason, and lets go of both', async () => {
    for (const which of [0, 1] as const) {
      const controllers = [new AbortController(), new AbortController()] as const;
      const waits = tool(() => new Promise<string>(() => {}), { name: 't', description: 'd', schema: z.object({}) });
      const run = invokable(waits, controllers[0], { onInvoke() {} }).invoke({}, { signal: controllers[1].signal });
      const reason = new Error(`reason ${which}`);
      setImmediate(() => controllers[which].abort(reason));
      await expect(run).rejects.toBe(reason);
      for (const { signal } of controllers) expect(getEventListeners(signal, 'abort').length).toBe(0);
    }
  });

  it('does not run the tool when a signal is aborted by then', async () => {
    const func = vi.fn(async () => 'ran');
    const plain = new DynamicTool({ name: 't', description: 'd', func });
    const aborted = AbortSignal.abort('late');
    const { signal } = new AbortController();
    await expect(invokable(plain, { signal: aborted }, { onInvoke() {} }).invoke('')).rejects.toThrow('late');
    await expect(invokable(plain, { signal }, { onInvoke() {} }).invoke('', { signal: aborted })).rejects.toThrow(
      'late',
    );
    expect(func).not.toHaveBeenCalled();
  });

  it('is the tool in all else', () => {
    const plain = new DynamicTool({ name: 't', description: 'd', func: async () => 'ran' });
    const wrapped = withSignal(plain, new AbortController(), { onInvoke() {} });
    expect(wrapped).toBeInstanceOf(DynamicTool);
    expect(wrapped).toMatchObject({ name: 't', description: 'd' });
  });

  it('leaves alone what cannot be invoked here', () => {
    const hosted = { type: 'web_search' };
    const { signal } = new AbortController();
    expect(withSignal(hosted, { signal }, { onInvoke() {} })).toBe(hosted);
    expect(withSignal(undefined, { signal }, { onInvoke() {} })).toBeUndefined();
  });
});
