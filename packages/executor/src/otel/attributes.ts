import type { Attributes } from '@opentelemetry/api';
import type { ErrorCode } from '../errors.js';
import type { BatchLabels, ToolResult, WaitRecord } from '../types.js';

/**
 * Names of attributes. Those that begin with `gen_ai.`, `error.` or `session.` are of the OpenTelemetry semantic
 * conventions, as of November 2026; what they have no name for begins with `parallel_tools.`.
 *
 * @see https://github.com/open-telemetry/semantic-conventions-genai/blob/main/docs/gen-ai/execute-tool.md
 */
export const ATTRIBUTE = {
  operationName: 'gen_ai.operation.name',
  toolName: 'gen_ai.tool.name',
  toolType: 'gen_ai.tool.type',
  toolDescription: 'gen_ai.tool.description',
  toolCallId: 'gen_ai.tool.call.id',
  toolCallArguments: 'gen_ai.tool.call.arguments',
  toolCallResult: 'gen_ai.tool.call.result',
  agentName: 'gen_ai.agent.name',
  conversationId: 'gen_ai.conversation.id',
  sessionId: 'session.id',
  errorType: 'error.type',
  batchId: 'parallel_tools.batch.id',
  node: 'parallel_tools.batch.node',
  runId: 'parallel_tools.batch.run_id',
  graph: 'parallel_tools.batch.graph',
  callCount: 'parallel_tools.batch.call_count',
  okCount: 'parallel_tools.batch.ok_count',
  status: 'parallel_tools.call.status',
  attempts: 'parallel_tools.call.attempts',
  source: 'parallel_tools.call.source',
  cancelCode: 'parallel_tools.call.cancel_code',
  failedDependencyId: 'parallel_tools.call.failed_dependency_id',
  attempt: 'parallel_tools.attempt.number',
  hedge: 'parallel_tools.attempt.hedge',
  abandoned: 'parallel_tools.attempt.abandoned',
} as const;

/** Every tool of an executor is a function that the application runs. */
export const TOOL_TYPE = 'function';

/** Of the agent and the conversation that a batch's labels name. */
export function labelAttributes({ agent, threadId, sessionId }: BatchLabels): Attributes {
  const conversationId = threadId ?? sessionId;
  return {
    ...(agent !== undefined && { [ATTRIBUTE.agentName]: agent }),
    ...(conversationId !== undefined && { [ATTRIBUTE.conversationId]: conversationId }),
  };
}

/** Sums by cause, in ms: `parallel_tools.wait.tool_slot_ms`; only causes that the call waited for. */
export function waitAttributes(waits: readonly WaitRecord[]): Attributes {
  const sumsUs = new Map<string, number>();
  for (const { cause, startUs, endUs } of waits) sumsUs.set(cause, (sumsUs.get(cause) ?? 0) + endUs - startUs);
  return Object.fromEntries(
    Array.from(sumsUs, ([cause, sumUs]) => [`parallel_tools.wait.${cause.replaceAll('-', '_')}_ms`, sumUs / 1000]),
  );
}

/**
 * The `error.type` of what a call came to: the code of its error, or `SKIPPED`.
 *
 * @returns Null for what is no failure: `ok`, an interrupt of the framework, a call that was not meant.
 */
export function errorTypeOf(result: ToolResult): string | null {
  switch (result.status) {
    case 'ok':
      return null;
    case 'skipped':
      return 'SKIPPED';
    case 'error':
    case 'cancelled':
      return failureCode(result.error.code);
    default:
      return result satisfies never;
  }
}

/** The code of an error; null for those that say that nothing failed. */
export function failureCode(code: ErrorCode): string | null {
  return NO_FAILURES.has(code) ? null : code;
}

const NO_FAILURES: ReadonlySet<ErrorCode> = new Set(['CONTROL_FLOW', 'DISCARDED', 'HEDGE_LOST']);
