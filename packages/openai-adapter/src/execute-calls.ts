import type { Executor } from '@parallel-tools/executor';
import type { CallAnswer } from './answer-text.js';
import { executeReply } from './execute-reply.js';
import { resolveRunOptions } from './run-options.js';
import type { ModelCall, RunOptions } from './run-types.js';
import { strictInputsOf } from './tools-of-body.js';
import { TurnCalls } from './turn-calls.js';

/** Options of `executeToolCalls` and `executeFunctionCalls`; as of a run. */
export interface ExecuteCallsOptions
  extends Pick<
    RunOptions,
    'signal' | 'labels' | 'strict' | 'onToolCall' | 'onUnknownTool' | 'repair' | 'maxResultChars' | 'cutResult'
  > {
  readonly executor: Executor;
}

/** Executes calls that came whole as one batch. */
export async function executeCalls(
  calls: readonly ModelCall[],
  options: ExecuteCallsOptions,
): Promise<readonly CallAnswer[]> {
  const { signal = new AbortController().signal } = options;
  const resolved = resolveRunOptions(options);
  const strictInputs = strictInputsOf(resolved.executor, resolved);
  const context = { ...resolved, signal, strictInputs, emit: () => undefined };
  const turnCalls = new TurnCalls(context, { turn: 1, maxEarly: 0, inOrder: false });
  return (await executeReply(calls, 1, turnCalls, context)).answers;
}
