import { type AnyTool, createExecutor, type Executor, type ToolCall } from '@parallel-tools/executor';
import type { Subject } from './compare.ts';
import { noop } from './peers.ts';

/** What of the executor is measured. */
export interface ExecutorSubjectOptions {
  readonly maxConcurrency?: number;
  /** @defaultValue one that does nothing */
  readonly tool?: AnyTool;
  /** @defaultValue without arguments, independent */
  readonly calls?: readonly ToolCall[];
  /** What is done with it before. */
  readonly prepare?: (executor: Executor) => void;
}

/**
 * Batches of the executor with the whole path of a call: limits, timeout, the caller's signal, timing, statistics that are
 * read, a listener. All on one signal that lives as long as the process.
 */
export function executorSubject(callsPerRun: number, options: ExecutorSubjectOptions = {}): Subject {
  const { maxConcurrency = 10, tool = { name: 'noop', execute: noop } } = options;
  const { calls = callsOf(tool.name, callsPerRun) } = options;
  const executor = createExecutor({ tools: [tool], maxConcurrency });
  options.prepare?.(executor);
  const { signal } = new AbortController();
  let eventCount = 0;
  executor.subscribe(() => {
    eventCount += 1;
  });
  const run = async () => {
    const { success, stats } = await executor.execute(calls, { signal });
    if (!success || !(stats.makespanMs >= 0) || eventCount === 0) throw new Error('a call did not end ok');
  };
  return { name: 'executor', callsPerRun, run };
}

/** Independent calls of one tool. */
export function callsOf(name: string, count: number): ToolCall[] {
  return Array.from({ length: count }, (_, index) => ({ id: String(index), name, args: {} }));
}
