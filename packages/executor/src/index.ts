export type { Clock } from './clock.js';
export { systemClock } from './clock.js';
export type { ErrorCode, ErrorFacts } from './errors.js';
export { ExecutorError, isExecutorError } from './errors.js';
export { createExecutor } from './executor.js';
export type {
  AddOptions,
  BatchOptions,
  EarlierResult,
  ExecuteOptions,
  Executor,
  ExecutorOptions,
  HostUsage,
  OnError,
  OpenBatch,
  PendingCall,
  ReleaseOptions,
  ResourceLimits,
  RuntimeOptions,
  ToolRuntimeOptions,
  ToolWith,
} from './executor-types.js';
export type { BatchEvent, BatchListener, ExecutorEvent, ExecutorListener } from './observe/events.js';
export type { ExecutorStats, ToolStats } from './observe/executor-stats.js';
export type { AttemptInfo, Instrumentation } from './observe/instrumentation.js';
export type { BatchLogFields, CallLogFields, ExecutorLogger } from './observe/logger.js';
export type { Plan } from './plan/describe-plan.js';
export type { PlanWarning } from './plan/plan-warnings.js';
export type { ReferenceNotation } from './plan/references/reference.js';
export type { ReferenceOptions } from './plan/references/reference-options.js';
export { REFERENCE_HINT, widenForReferences } from './plan/references/widen-for-references.js';
export type { Resource } from './plan/resource.js';
export type {
  AdaptiveLimitOptions,
  CacheOptions,
  CircuitBreakerOptions,
  HedgeOptions,
  PolicyOptions,
  RateLimitOptions,
  RetryOptions,
} from './policies/policy-options.js';
export type { PoolOptions } from './pools/pool-options.js';
export type { TaskContext, ToolRunner, ToolTask } from './threads/task.js';
export type { ThreadOptions, ThreadResourceLimits } from './threads/thread-options.js';
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
  InlineTool,
  JsonSchema,
  LimitsRecord,
  PathPart,
  Tool,
  ToolCall,
  ToolContext,
  ToolInput,
  ToolResult,
  WaitCause,
  WaitRecord,
} from './types.js';
