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
export { executeFunctionCalls } from './execute-function-calls.js';
export type { ExecuteToolCallsOptions } from './execute-tool-calls.js';
export { executeToolCalls } from './execute-tool-calls.js';
export type {
  CustomToolCallOutput,
  FunctionCallOutput,
  ResponseInputItem,
  ResponsesBody,
  ResponsesClient,
  ResponsesContinuation,
  ResponsesEvent,
  ResponsesResult,
  ResponsesRun,
  ResponsesTool,
  ResponsesTurn,
  ResponsesUsage,
  RunResponsesOptions,
} from './response-types.js';
export { runChat } from './run-chat.js';
export { runResponses } from './run-responses.js';
export type {
  BrokenCall,
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
  UnknownCall,
} from './run-types.js';
export { toChatTools } from './to-chat-tools.js';
export { toResponsesTools } from './to-responses-tools.js';
export type { AssembledCall, ToolCallDelta } from './tool-call-assembler.js';
export { ToolCallAssembler } from './tool-call-assembler.js';
export type { OfferOptions } from './tools-of-body.js';
export type { WrapFunctionsOptions } from './wrap-functions.js';
export { wrapFunctions } from './wrap-functions.js';
