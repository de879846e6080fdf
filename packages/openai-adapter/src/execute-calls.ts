import type { Executor } from '@parallel-tools/executor';
import type { CallAnswer } from './answer-text.js';
import { resolveRunOptions } from './run-options.js';
import type { ModelCall, RunOptions } from './run-types.js';
import { TurnCalls } from './turn-calls.js';

/** Options of `executeToolCalls` and `executeFunctionCalls`; as of a run. */
export interface ExecuteCallsOptions
  extends Pick<RunOptions, 'signal' | 'labels' | 'onToolCall' | 'maxResultChars' | 'cutResult'> {
  readonly executor: Executor;
}

/** Executes calls that came whole as one batch. */
export async function executeCalls(
  calls: readonly ModelCall[],
  options: ExecuteCallsOptions,
): Promise<readonly CallAnswer[]> {
  const { signal = new AbortController().signal } = options;
  const context = { ...resolveRunOptions(options), signal, emit: () => undefined };
  const turn = new TurnCalls(context, { turn: 1, maxEarly: 0, inOrder: false });
  return (await turn.execute(calls)).answers;
}
