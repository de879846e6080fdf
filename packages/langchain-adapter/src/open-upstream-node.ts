import type { ToolCall } from '@langchain/core/messages/tool';
import type { RunnableToolLike } from '@langchain/core/runnables';
import type { DynamicTool, StructuredToolInterface } from '@langchain/core/tools';
import type { LangGraphRunnableConfig } from '@langchain/langgraph';
import { ToolNode } from '@langchain/langgraph/prebuilt';
import type { Answer } from './answer.js';

/** A tool as upstream's node takes it. */
export type NodeTool = StructuredToolInterface | DynamicTool | RunnableToolLike;

/** Upstream's node with its way of running one call opened to us. */
export class OpenUpstreamNode extends ToolNode {
  override runTool(call: ToolCall, config: LangGraphRunnableConfig, state: unknown): Promise<Answer> {
    return super.runTool(call, config, state);
  }
}

/** What upstream makes of a tool that throws this: its error message, or the throw itself when it does not handle errors. */
export function answerThrow(
  thrown: unknown,
  handleToolErrors: boolean,
  call: ToolCall,
  config: LangGraphRunnableConfig,
): Promise<Answer> {
  const failing = { name: call.name, invoke: () => Promise.reject(thrown) };
  // Upstream's node reads a tool's name and invokes it, nothing else.
  const node = new OpenUpstreamNode([failing as unknown as NodeTool], { handleToolErrors });
  return node.runTool(call, config, undefined);
}
