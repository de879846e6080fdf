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

/** The tool in all but how it is invoked. */
export function withInvoke<Tool extends InvokableTool>(tool: Tool, invoke: InvokableTool['invoke']): Tool {
  // Made for every call: with a property descriptor it would cost twenty times as much.
  const changed: Tool = Object.create(tool);
  changed.invoke = invoke;
  return changed;
}
