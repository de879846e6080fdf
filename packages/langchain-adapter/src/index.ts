export { toolsCondition } from '@langchain/langgraph/prebuilt';
export { patchToolCalls } from './patch-tool-calls.js';
export type { CallContext, ToolExecutorOptions, ToolOptions } from './tool-executor-options.js';
export { ToolNode, type ToolNodeOptions } from './tool-node.js';
export { withReferences } from './with-references.js';
export { wrapTools } from './wrap-tools.js';
