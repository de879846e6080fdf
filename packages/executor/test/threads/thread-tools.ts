import { afterAll } from 'vitest';
import { createExecutor, type Executor, type ExecutorOptions, type Tool, type ToolResult } from '../../src/index.js';

export const TOOLS = new URL('./tools.ts', import.meta.url);

const made: Executor[] = [];
afterAll(async () => {
  await Promise.all(made.map((executor) => executor.close()));
});

/** A tool of `tools.ts` that runs in a thread. */
export function threadTool(name: string, options: Partial<Tool<undefined>> = {}): Tool<undefined> {
  return { name, runIn: 'thread', module: TOOLS, export: name, timeoutMs: Number.POSITIVE_INFINITY, ...options };
}

/** An executor of these functions of `tools.ts`, which ends with the tests. */
export function threadExecutor(names: readonly string[], options: Partial<ExecutorOptions> = {}): Executor {
  const executor = createExecutor({ tools: names.map((name) => threadTool(name)), ...options });
  made.push(executor);
  return executor;
}

/** The result of one call. */
export async function runOne(executor: Executor, name: string, args: object = {}): Promise<ToolResult> {
  const { results } = await executor.execute([{ id: 'c1', name, args }]);
  return results[0] as ToolResult;
}

/** The error of one call that fails. */
export async function errorOf(executor: Executor, name: string, args: object = {}) {
  const result = await runOne(executor, name, args);
  if (result.status !== 'error') throw new Error(`the call ended ${result.status}`);
  return result.error;
}

/** What a spinning tool tells of itself. */
export function spinFlags() {
  const flags = new Int32Array(new SharedArrayBuffer(8));
  return {
    flags,
    async hasStarted(): Promise<void> {
      const waiting = Atomics.waitAsync(flags, 0, 0);
      if (waiting.async) await waiting.value;
    },
    /** Resolves when it goes round no more, and never if it always does. */
    async hasStopped(): Promise<void> {
      let stillCount = 0;
      for (let before = -1; stillCount < 100; before = Atomics.load(flags, 1)) {
        await new Promise((done) => setTimeout(done, 1));
        stillCount = Atomics.load(flags, 1) === before ? stillCount + 1 : 0;
      }
    },
  };
}
