import { ExecutorError, messageOf } from '../errors.js';
import type { ToolCall } from '../types.js';

/** @param retryAfterMs - When it may be asked again. */
export function circuitOpen({ id, name }: ToolCall, retryAfterMs: number, lastThrown: unknown): ExecutorError {
  const message = `Tool "${name}" (call ${id}) failed too often and is left alone for ${Math.ceil(retryAfterMs)} ms; last: ${messageOf(lastThrown)}`;
  return new ExecutorError('CIRCUIT_OPEN', message, { callId: id, toolName: name, retryAfterMs, cause: lastThrown });
}

/** @param whose - What the budget is for: the batch or the executor. */
export function budgetExceeded({ id, name }: ToolCall, whose: string, maxCalls: number): ExecutorError {
  const message = `Call ${id} of tool "${name}" was not run: ${whose} may make ${maxCalls} calls (maxCalls)`;
  return new ExecutorError('BUDGET_EXCEEDED', message, { callId: id, toolName: name, attempts: 0 });
}
