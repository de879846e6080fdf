import type { ToolCall } from '@langchain/core/messages/tool';
import type { RunnableConfig, RunnableToolLike } from '@langchain/core/runnables';
import type { ClientTool, ServerTool } from '@langchain/core/tools';
import { ExecutorError, type ToolContext } from '@parallel-tools/executor';
import type { Answer } from './answer.js';
import { type InvokableTool, isInvokable, withInvoke } from './invokable-tool.js';
import type { ToolExecutorOptions } from './tool-executor-options.js';
import { createTurnOpener, type TurnOpener } from './turn-opener.js';
import { withAbortCheck } from './with-abort-check.js';

/** The same tools, in a new list. */
type Wrapped<Tools extends readonly unknown[]> = { -readonly [Index in keyof Tools]: Tools[Index] };

/**
 * The same tools, but each `invoke` runs as a call of an executor: for agents that take neither `ToolNode` nor
 * middleware. Each call is a batch of its own, for a tool is not told of the other calls of its message. The tools given
 * stay as they are, and tools that a provider runs are passed on. What a tool throws is thrown as it is; a call that was
 * ended throws an `ExecutorError`, or the reason of an abort.
 *
 * @throws {ExecutorError} `INVALID_OPTION`, naming option and value; also for `dependsOn`, which needs the other calls.
 * @example
 * const agent = createAgent({ model, tools: wrapTools([search], { maxConcurrency: 4, timeoutMs: 10_000 }) });
 */
export function wrapTools<const Tools extends readonly (ClientTool | ServerTool | RunnableToolLike)[]>(
  tools: Tools,
  options: ToolExecutorOptions = {},
): Wrapped<Tools> {
  for (const [name, { dependsOn }] of Object.entries(options.toolOptions ?? {})) checkAlone(name, dependsOn);
  const beginTurn = createTurnOpener(options, { tools: tools.filter((tool) => isInvokable(tool)) });
  // Each takes the place of the tool that it is made from.
  return tools.map((tool) => (isInvokable(tool) ? wrapTool(tool, beginTurn) : tool)) as Wrapped<Tools>;
}

function checkAlone(toolName: string, dependsOn: readonly string[] = []): void {
  if (dependsOn.length === 0) return;
  const rule = 'dependsOn needs all calls of a message, which wrapTools does not see; use ToolNode';
  throw new ExecutorError('INVALID_OPTION', `tool "${toolName}": ${rule}`, { toolName });
}

/** What a tool gives for bare arguments: whatever its function returned, in an object as everything that turns run. */
class BareOutput {
  readonly value: unknown;

  constructor(value: unknown) {
    this.value = value;
  }
}

function wrapTool(tool: InvokableTool, beginTurn: TurnOpener): InvokableTool {
  const invoke = async (input: unknown, config: RunnableConfig = {}): Promise<unknown> => {
    const isCall = isToolCall(input);
    const call = isCall ? input : bareCall(tool.name, input);
    // An output that is kept from a call, under its arguments, has another form than one for bare arguments.
    const cacheGroup = isCall && input.id ? '' : 'bare';
    const turn = beginTurn([tool], config);
    const run = async ({ signal }: ToolContext) => {
      const output = await withAbortCheck(tool).invoke(input, { ...config, signal });
      // LangChain answers a call with a message or what the tool made in its place.
      return isCall && isObject(output) ? (output as Answer) : new BareOutput(output);
    };
    const answer = turn.add<Answer | BareOutput>(call, run, { cacheGroup });
    turn.seal();
    const output = await answer;
    return output instanceof BareOutput ? output.value : output;
  };
  return withInvoke(tool, invoke);
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

/** As LangChain tells the call of a model from arguments. */
function isToolCall(input: unknown): input is ToolCall {
  return isObject(input) && 'type' in input && input.type === 'tool_call';
}

function bareCall(name: string, args: unknown): ToolCall {
  return { name, args: args as ToolCall['args'] };
}
