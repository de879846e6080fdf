export type { ToolExecutorOptions, ToolOptions } from './tool-executor-options.js';
export { ToolNode, type ToolNodeOptions, toolsCondition } from './tool-node.js';
