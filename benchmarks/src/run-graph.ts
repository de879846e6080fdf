import { setTimeout as sleep } from 'node:timers/promises';
import { type BatchResult, createExecutor, type ExecutorOptions, type ToolCall } from '@parallel-tools/executor';
import { createManualClock } from '@parallel-tools/executor/testing';
import type { Graph } from './graph.ts';

/** What the executor is told of run times before the batch. */
export type Estimates = Pick<ExecutorOptions, 'durations' | 'estimateMs'>;

/** A graph that ran as one batch of an executor of its own. */
export interface GraphRun {
  readonly makespanMs: number;
  readonly result: BatchResult;
}

/** Runs on a clock of its own, that no time passes by: exact, and as fast as the processor. */
export async function runVirtually(graph: Graph, limit: number, estimates: Estimates = {}): Promise<GraphRun> {
  const clock = createManualClock();
  const options = { ...estimates, clock, maxConcurrency: limit };
  const result = await clock.runUntil(execute(graph, (ms) => clock.sleep(ms), options));
  return { makespanMs: clock.now(), result };
}

/** Runs with real sleeps. */
export async function runLive(graph: Graph, limit: number): Promise<GraphRun> {
  const result = await execute(graph, (ms) => sleep(ms), { maxConcurrency: limit });
  return { makespanMs: result.stats.makespanMs, result };
}

/** Call ids are positions. */
async function execute(
  { name: graphName, calls }: Graph,
  run: (ms: number) => Promise<unknown>,
  options: Omit<ExecutorOptions, 'tools'>,
): Promise<BatchResult> {
  const toolNames = new Set(calls.map(({ toolName }) => toolName));
  const tools = Array.from(toolNames, (name) => ({ name, execute: ({ ms }: { ms: number }) => run(ms) }));
  const toolCalls = calls.map(({ toolName, durationMs, predecessors }, index): ToolCall => {
    return { id: String(index), name: toolName, args: { ms: durationMs }, dependsOn: predecessors.map(String) };
  });
  const result = await createExecutor({ tools, timeoutMs: Number.POSITIVE_INFINITY, ...options }).execute(toolCalls);
  if (!result.success) throw new Error(`a call of ${graphName} did not end ok`);
  return result;
}
