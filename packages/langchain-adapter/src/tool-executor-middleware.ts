import { SystemMessage, ToolMessage } from '@langchain/core/messages';
import type { ToolCall } from '@langchain/core/messages/tool';
import { getConfig, isGraphBubbleUp, type LangGraphRunnableConfig } from '@langchain/langgraph';
import { ExecutorError } from '@parallel-tools/executor';
import {
  createMiddleware,
  type ModelRequest,
  type ToolCallHandler,
  type ToolCallRequest,
  ToolInvocationError,
} from 'langchain';
import type { InvokeTool } from './answer.js';
import { createDurableSteps } from './durable-calls.js';
import { EarlyReplies } from './early-replies.js';
import { hasBrand } from './has-brand.js';
import { isInvokable } from './invokable-tool.js';
import { jumpToTools } from './jump-to-tools.js';
import type { NodeTool } from './open-upstream-node.js';
import { patchToolCalls } from './patch-tool-calls.js';
import { createSiblingTurns } from './sibling-turns.js';
import type { MessageOptions } from './tool-executor-options.js';
import { toolsIfFirst } from './tools-if-first.js';
import { createTurnOpener, needsTurn } from './turn-opener.js';
import { withOutcome } from './with-outcome.js';
import { withHint, withWidenedTools } from './with-references.js';
import { type CallScope, withSignal } from './with-signal.js';

type Configurable = LangGraphRunnableConfig['configurable'];

/** Options of `toolExecutorMiddleware`. */
export interface ToolExecutorMiddlewareOptions extends MessageOptions {
  /**
   * Whether a failed call becomes an error message for the model, in the words `createAgent` uses when it has no
   * middleware around its tools; `false` lets the error end the run, as it does under any other such middleware.
   * @defaultValue true
   */
  readonly handleToolErrors?: boolean;
  /**
   * Runs all calls of a message in one task of LangGraph, as `version: 'v1'` does, instead of one for each call: many calls
   * then cost less, but a checkpoint holds all or none of them, and an interrupt runs those again that had finished, unless
   * `durable` is given too. Needs the first place in the list: `createAgent` throws where the `afterModel` hooks of others
   * would be skipped.
   * @defaultValue false
   */
  readonly batch?: boolean;
  /**
   * `'read-only'` streams the replies of the model and starts calls of tools with `effects: 'read'` once they are whole,
   * before other middleware has seen the message. Should the reply end in a way that forbids it, or nobody run them, they
   * are aborted and discarded.
   * @defaultValue 'off'
   */
  readonly eager?: 'off' | 'read-only';
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
  const { handleToolErrors = true, batch = false, durable = false, references = false, eager = 'off' } = options;
  checkEager(eager);
  const beginTurn = createTurnOpener(options);
  const early = eager === 'off' ? undefined : new EarlyReplies(beginTurn, options);
  const turns = createSiblingTurns(beginTurn, early);
  const durableCallsOf = createDurableSteps();

  const runInTurn = (request: ToolCallRequest, handler: ToolCallHandler, scope: CallScope) => {
    const run: InvokeTool = (context, toolCall) =>
      handler({ ...request, toolCall, tool: withSignal(request.tool, context, scope) });
    return turns.add(request.toolCall, request, run, async (started) => {
      const again = (invoke: InvokeTool) => turns.addAlone(request.toolCall, request, invoke);
      const outcome = { started, again, configurable: scope.configurable };
      return handler({ ...request, tool: withOutcome(request.tool, outcome, scope.onInvoke) });
    });
  };

  /** Past the executor, as LangChain does but for this: the call does not begin when its run was aborted by then. */
  const runPlain = async (request: ToolCallRequest, handler: ToolCallHandler, scope: CallScope) =>
    handler({ ...request, tool: withSignal(request.tool, null, scope) });

  const answer = async (request: ToolCallRequest, handler: ToolCallHandler, configurable?: Configurable) => {
    let callSignal = request.runtime.signal;
    const onInvoke = (given: AbortSignal | undefined) => {
      callSignal = given;
    };
    const isPlain = early === undefined && !needsTurn(options, getConfig() ?? {});
    // What this throws itself is a mistake of the program, such as a closed executor, and nothing a model can mend.
    const run = isPlain ? runPlain : runInTurn;
    const answered = run(request, handler, { configurable, onInvoke });
    try {
      return await answered;
    } catch (thrown) {
      if (!handleToolErrors || callSignal?.aborted || isGraphBubbleUp(thrown)) throw thrown;
      return errorMessage(request.toolCall, toolErrorOf(thrown));
    }
  };

  return createMiddleware({
    name: 'toolExecutorMiddleware',
    ...(batch && { afterModel: { canJumpTo: toolsIfFirst(), hook: jumpToTools } }),
    wrapToolCall(request, handler) {
      const node = getConfig() ?? {};
      const durableCalls = durable ? durableCallsOf(node) : null;
      if (durableCalls === null) return answer(request, handler);
      return durableCalls.run(request.toolCall.name, node, {
        execute: ({ configurable }) => answer(request, handler, configurable),
        onKept: (kept) => turns.addAnswered(request.toolCall, request, kept),
      });
    },
    wrapModelCall(request, handler) {
      turns.sealBefore(request);
      const patched = { ...request, messages: patchToolCalls(request.messages) };
      const asked = references === false ? patched : withReferencesIn(patched);
      // What can be invoked is what LangChain's nodes take.
      const tools = request.tools.filter((tool) => isInvokable(tool)) as NodeTool[];
      turns.know(tools);
      if (early === undefined) return handler(asked);
      return handler({ ...asked, model: early.watch(asked.model, () => ({ tools, nodeName: 'tools' })) });
    },
  });
}

/** The request for a model that may use references; its tools stay what they are. */
function withReferencesIn(request: ModelRequest): ModelRequest {
  const { model, systemMessage, systemPrompt } = request;
  const message = withHint(systemMessage ?? (systemPrompt ? new SystemMessage(systemPrompt) : undefined));
  // The first versions of langchain know a text only.
  const system = systemMessage === undefined ? { systemPrompt: message.text } : { systemMessage: message };
  return { ...request, model: withWidenedTools(model), ...system };
}

function checkEager(eager: unknown): void {
  if (eager === 'off' || eager === 'read-only') return;
  throw new ExecutorError('INVALID_OPTION', `eager must be 'off' or 'read-only', got ${String(eager)}`);
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
