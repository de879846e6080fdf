export { toolsCondition } from '@langchain/langgraph/prebuilt';
export type { CallContext, ToolExecutorOptions, ToolOptions } from './tool-executor-options.js';
export { ToolNode, type ToolNodeOptions } from './tool-node.js';
export { wrapTools } from './wrap-tools.js';
