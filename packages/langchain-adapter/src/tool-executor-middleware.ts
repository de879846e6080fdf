import { ToolMessage } from '@langchain/core/messages';
import type { ToolCall } from '@langchain/core/messages/tool';
import { isGraphBubbleUp } from '@langchain/langgraph';
import { createMiddleware, ToolInvocationError } from 'langchain';
import { hasBrand } from './has-brand.js';
import { jumpToTools } from './jump-to-tools.js';
import { createSiblingTurns } from './sibling-turns.js';
import type { ToolExecutorOptions } from './tool-executor-options.js';
import { createTurnOpener } from './turn-opener.js';
import { withSignal } from './with-signal.js';

/** Options of `toolExecutorMiddleware`. */
export interface ToolExecutorMiddlewareOptions extends ToolExecutorOptions {
  /**
   * Whether a failed call becomes an error message for the model, in the words `createAgent` uses when it has no
   * middleware around its tools; `false` lets the error end the run, as it does under any other such middleware.
   * @defaultValue true
   */
  readonly handleToolErrors?: boolean;
  /**
   * Runs all calls of a message in one task of LangGraph, as `version: 'v1'` does, instead of one for each call: many calls
   * then cost less, but a checkpoint holds all or none of them, and an interrupt runs those again that had finished. Needs
   * the first place in the list, or the `afterModel` of those before it is skipped.
   * @defaultValue false
   */
  readonly batch?: boolean;
}

/**
 * Middleware for `createAgent` that runs the tool calls of an agent through an executor: within limits, with timeouts
 * that hold, and with one record per turn. Put it first in the list: it then times, limits and records all that the
 * others do around a tool, and a retry of theirs still sees the error that it retries.
 *
 * @throws {ExecutorError} `INVALID_OPTION`, naming option and value.
 * @example
 * const agent = createAgent({ model, tools, middleware: [toolExecutorMiddleware({ timeoutMs: 10_000 })] });
 */
export function toolExecutorMiddleware(options: ToolExecutorMiddlewareOptions = {}) {
  const { handleToolErrors = true, batch = false } = options;
  const turns = createSiblingTurns(createTurnOpener(options));
  return createMiddleware({
    name: 'toolExecutorMiddleware',
    ...(batch && { afterModel: { canJumpTo: ['tools' as const], hook: jumpToTools } }),
    async wrapToolCall(request, handler) {
      let callSignal = request.runtime.signal;
      // What this throws itself is a mistake of the program, such as a closed executor, and nothing a model can mend.
      const answer = turns.add(request.toolCall, request, ({ signal }) => {
        const tool = withSignal(request.tool, signal, (given) => {
          callSignal = given;
        });
        return handler({ ...request, tool });
      });
      try {
        return await answer;
      } catch (thrown) {
        if (!handleToolErrors || callSignal?.aborted || isGraphBubbleUp(thrown)) throw thrown;
        return errorMessage(request.toolCall, toolErrorOf(thrown));
      }
    },
    wrapModelCall(request, handler) {
      turns.sealBefore(request);
      return handler(request);
    },
  });
}

/** What the tool threw. @throws The error of another middleware, which is no tool's failure. */
function toolErrorOf(thrown: unknown): unknown {
  let root = thrown;
  // Not langchain's class itself, which its first versions do not export.
  while (hasBrand(root, 'MiddlewareError')) root = root.cause;
  // Older versions of langchain wrap wrong arguments once per middleware.
  if (root !== thrown && !(root instanceof ToolInvocationError)) throw thrown;
  return root;
}

/** The words of `createAgent`'s own node, which it does not use for errors that come through a middleware. */
function errorMessage(call: ToolCall, error: unknown): ToolMessage {
  return new ToolMessage({
    status: 'error',
    name: call.name,
    content: error instanceof ToolInvocationError ? error.message : `${error}\n Please fix your mistakes.`,
    tool_call_id: call.id ?? '',
  });
}
