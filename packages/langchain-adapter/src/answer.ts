import { ToolMessage } from '@langchain/core/messages';
import type { ToolCall } from '@langchain/core/messages/tool';
import { ToolInputParsingException } from '@langchain/core/tools';
import type { Command } from '@langchain/langgraph';
import type { ExecutorError, ToolContext, ToolResult } from '@parallel-tools/executor';
import { hasBrand } from './has-brand.js';

/** What LangChain takes as the answer to a tool call. */
export type Answer = ToolMessage | Command;

/** Runs the tool of a call once; gets the call with its references filled. */
export type InvokeTool<Output extends object = Answer> = (
  context: ToolContext,
  call: ToolCall,
) => Promise<Output> | Output;

/** A failure that no retry mends. Its cause is the tool's answer, a `ToolMessage`, or what the tool threw. */
class FinalFailure extends Error {
  readonly isRetryable = false;
}

/**
 * Runs a tool so that the executor counts as failed what LangChain treats as failed: an answer with `status: 'error'` as
 * well as a throw. Neither such an answer nor wrong arguments are tried again.
 */
export async function invokeStrictly<Output extends object>(
  invoke: InvokeTool<Output>,
  context: ToolContext,
  call: ToolCall,
): Promise<Output> {
  let answer: Output;
  try {
    answer = await invoke(context, call);
  } catch (thrown) {
    if (!isBadArguments(thrown)) throw thrown;
    throw new FinalFailure(thrown.message, { cause: thrown });
  }
  if (ToolMessage.isInstance(answer) && answer.status === 'error')
    throw new FinalFailure(answer.text, { cause: answer });
  return answer;
}

/**
 * The answer in the result of a call that ran under `invokeStrictly`.
 *
 * @param resultOf - Of a call of the same batch that has ended.
 * @throws What the tool threw, the caller's reason for an abort, or the `ExecutorError` that says why the call was ended.
 */
export function answerOf(result: ToolResult, resultOf: (callId: string) => ToolResult | undefined): object {
  switch (result.status) {
    case 'ok':
      // Only `invokeStrictly` runs in our batches, and it gives objects.
      return result.output as object;
    case 'error':
    case 'cancelled':
      return answerOfError(result.error);
    case 'skipped': {
      const failed = resultOf(result.failedDependencyId);
      // It may run yet, once the other has been let go on.
      if (failed?.status === 'cancelled' && failed.error.code === 'CONTROL_FLOW') throw failed.error.cause;
      throw new Error(`Not run: call ${result.failedDependencyId}, on which it depends, failed`);
    }
    default:
      return result satisfies never;
  }
}

function answerOfError(error: ExecutorError): Answer {
  const { code, cause } = error;
  if (cause instanceof FinalFailure) {
    if (ToolMessage.isInstance(cause.cause)) return cause.cause;
    throw cause.cause;
  }
  if (code === 'TOOL_FAILED' || code === 'CONTROL_FLOW') throw cause;
  if (code === 'ABORTED') throw abortError(cause);
  throw error;
}

/** What LangChain throws for an abort with this reason. */
export function abortError(reason: unknown): Error {
  if (reason instanceof Error) return reason;
  return new Error(typeof reason === 'string' ? reason : 'Aborted');
}

/** Whether the arguments did not fit the tool's schema: as LangChain's tools throw it, or as `createAgent` wraps that. */
function isBadArguments(thrown: unknown): thrown is Error {
  return thrown instanceof ToolInputParsingException || hasBrand(thrown, 'ToolInvocationError');
}
