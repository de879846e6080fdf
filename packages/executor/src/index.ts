export type { Clock } from './clock.js';
export { systemClock } from './clock.js';
export type { ErrorCode, ErrorFacts } from './errors.js';
export { ExecutorError, isExecutorError } from './errors.js';
export { createExecutor } from './executor.js';
export type {
  AddOptions,
  BatchOptions,
  Executor,
  ExecutorOptions,
  OnError,
  OpenBatch,
  PendingCall,
} from './executor-types.js';
export type { ExecutorEvent, ExecutorListener } from './observe/events.js';
export type { ExecutorStats, ToolStats } from './observe/executor-stats.js';
export { defineTool, inputJsonSchema } from './tool.js';
export type {
  AnyTool,
  ArgsOf,
  AttemptOutcome,
  AttemptRecord,
  BatchLabels,
  BatchOutcome,
  BatchPayload,
  BatchRecord,
  BatchRecorder,
  BatchResult,
  BatchStats,
  BatchTotals,
  CallRecord,
  CallStatus,
  EdgeRecord,
  Effects,
  JsonSchema,
  LimitsRecord,
  RetryOptions,
  Tool,
  ToolCall,
  ToolContext,
  ToolInput,
  ToolResult,
  WaitCause,
  WaitRecord,
} from './types.js';
