import { checkIds } from './check-ids.js';
import { type ExecuteCallsOptions, executeCalls } from './execute-calls.js';
import { readFunctionCalls } from './read-response.js';
import { toOutput } from './response-conversation.js';
import type { CustomToolCallOutput, FunctionCallOutput } from './response-types.js';

/**
 * Runs the function calls of a response as one batch, for people with a loop of their own. Look at the status before: the
 * calls of a response that is not `completed` must not run.
 *
 * @param output - As in `response.output`; what is no call of a function or custom tool is left alone.
 * @returns One output per call, in the order of the calls; what went wrong is in the outputs.
 * @throws {TypeError} As a rejection, before any tool runs: a call without an id, or two with the same.
 * @throws {ExecutorError} `EXECUTOR_CLOSED`, as a rejection.
 * @example
 * input.push(...response.output, ...(await executeFunctionCalls(response.output, { executor })));
 */
export async function executeFunctionCalls(
  output: readonly unknown[],
  options: ExecuteCallsOptions,
): Promise<(FunctionCallOutput | CustomToolCallOutput)[]> {
  const calls = readFunctionCalls(output, (id) => id);
  if (calls.length === 0) return [];
  checkIds(calls);
  return (await executeCalls(calls, options)).map(toOutput);
}
