import type { ExecutorError } from '../errors.js';
import type { AttemptOutcome, ToolCall, ToolResult } from '../types.js';
import { type CancelCause, cancelled, controlFlow, toolFailed } from './call-errors.js';
import type { CallRun } from './call-run.js';

/** How an attempt ended, before it is known what that makes of the call. */
export interface Decided {
  readonly outcome: AttemptOutcome;
  /** What the tool gave or threw, or the error that ended it. */
  readonly value: unknown;
  /** What it threw is the framework's control flow. */
  readonly isControlFlow: boolean;
  /** Counted from 1. */
  readonly attempt: number;
}

/** What a call came to whose last attempt ended so. */
export function resultOf(call: ToolCall, { outcome, value, isControlFlow, attempt }: Decided): ToolResult {
  const { id: callId, name: toolName } = call;
  if (outcome === 'ok') return { status: 'ok', callId, toolName, output: value };
  // A timeout or cancellation ends an attempt with an error that is ours.
  if (outcome === 'cancelled') return { status: 'cancelled', callId, toolName, error: value as ExecutorError };
  if (outcome === 'timeout') return { status: 'error', callId, toolName, error: value as ExecutorError };
  if (!isControlFlow) return { status: 'error', callId, toolName, error: toolFailed(call, value, attempt) };
  return { status: 'cancelled', callId, toolName, error: controlFlow(call, value, attempt) };
}

/** @param attempts - Attempts made so far. */
export function cancelledBy(call: ToolCall, cause: CancelCause, attempts: number): ToolResult {
  const { id: callId, name: toolName } = call;
  return { status: 'cancelled', callId, toolName, error: cancelled(call, cause, attempts) };
}

/** The call that failed, of those whose success a call needs; the first cause, where that one was skipped itself. */
export function failedDependencyOf({ extras }: CallRun): string | null {
  for (const { from, reason } of extras.edges) {
    const isNeeded = reason === 'reference' || reason === 'depends-on';
    if (!isNeeded || from.result?.status === 'ok') continue;
    return from.result?.status === 'skipped' ? from.result.failedDependencyId : from.call.id;
  }
  return null;
}
