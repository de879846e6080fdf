import { DynamicStructuredTool, DynamicTool } from '@langchain/core/tools';
import { abortError } from './answer.js';

/** As much of what LangChain's `tool()` makes as is used here. */
interface FunctionTool {
  readonly func: (input: unknown, manager: unknown, config?: { readonly signal?: AbortSignal }) => unknown;
}

const checkedTools = new WeakMap<object, object>();

/**
 * The same tool, but its function does not begin when the signal was aborted while arguments were checked and callbacks
 * told: LangChain would run it, and never settle. Tools of one's own classes are given back as they are.
 */
export function withAbortCheck<Tool extends object>(tool: Tool): Tool {
  if (!isFunctionTool(tool)) return tool;
  const known = checkedTools.get(tool);
  if (known !== undefined) return known as Tool;
  const func: FunctionTool['func'] = (input, manager, config) => {
    if (config?.signal?.aborted) throw abortError(config.signal.reason);
    return tool.func(input, manager, config);
  };
  const checked: Tool = Object.create(tool, { func: { value: func } });
  checkedTools.set(tool, checked);
  return checked;
}

function isFunctionTool(tool: object): tool is FunctionTool {
  const prototype: unknown = Object.getPrototypeOf(tool);
  return prototype === DynamicStructuredTool.prototype || prototype === DynamicTool.prototype;
}
