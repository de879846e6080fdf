export { callableTool } from './callable-tool.js';
export type {
  ChatBody,
  ChatClient,
  ChatEvent,
  ChatMessage,
  ChatResult,
  ChatRun,
  ChatStatus,
  ChatTool,
  ChatTurn,
  ChatUsage,
  RunChatOptions,
  ToolMessage,
} from './chat-types.js';
export type { ExecuteToolCallsOptions } from './execute-tool-calls.js';
export { executeToolCalls } from './execute-tool-calls.js';
export { runChat } from './run-chat.js';
export type {
  CallDecision,
  CutFacts,
  ModelCall,
  RequestedCall,
  Run,
  RunEvent,
  RunOptions,
  RunResult,
  RunStatus,
  RunTurn,
} from './run-types.js';
export { toChatTools } from './to-chat-tools.js';
export type { AssembledCall, ToolCallDelta } from './tool-call-assembler.js';
export { ToolCallAssembler } from './tool-call-assembler.js';
export type { OfferOptions } from './tools-of-body.js';
