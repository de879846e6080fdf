import type { RunnableConfig } from '@langchain/core/runnables';
import type { KnownTool } from './tool-defaults.js';

/** A tool that runs here. */
export interface InvokableTool extends KnownTool {
  invoke(input: unknown, config?: RunnableConfig): Promise<unknown>;
}

/** Tools of a provider run on its servers and have nothing to invoke. */
export function isInvokable<Tool extends object>(tool: Tool | undefined): tool is Tool & InvokableTool {
  return tool !== undefined && 'invoke' in tool && typeof tool.invoke === 'function';
}
