import { ExecutorError, messageOf } from '../errors.js';
import { RunFailure } from '../run-failure.js';
import type { ToolCall, ToolResult } from '../types.js';

const MOST_NAMES = 20;

/** The model asked for a tool that is not there; the message says which are. */
export function unknownTool({ id, name }: ToolCall, known: readonly string[]): ExecutorError {
  const names = known
    .slice(0, MOST_NAMES)
    .map((tool) => `"${tool}"`)
    .join(', ');
  const more = known.length > MOST_NAMES ? ` and ${known.length - MOST_NAMES} more` : '';
  const available = known.length === 0 ? 'there are no tools' : `available tools: ${names}${more}`;
  return new ExecutorError('UNKNOWN_TOOL', `There is no tool "${name}" (call ${id}); ${available}`, {
    callId: id,
    toolName: name,
    attempts: 0,
  });
}

export function toolTimeout({ id, name }: ToolCall, timeoutMs: number, attempts: number): ExecutorError {
  const message = `Tool "${name}" (call ${id}) gave no result within ${timeoutMs} ms; raise timeoutMs or honour the signal`;
  return new ExecutorError('TOOL_TIMEOUT', message, { callId: id, toolName: name, timeoutMs, attempts });
}

export function toolFailed({ id, name }: ToolCall, thrown: unknown, attempts: number): ExecutorError {
  const message = `Tool "${name}" (call ${id}) failed: ${messageOf(thrown)}`;
  if (RunFailure.is(thrown)) {
    const facts = { callId: id, toolName: name, attempts };
    return new ExecutorError(thrown.code, message, 'cause' in thrown ? { ...facts, cause: thrown.cause } : facts);
  }
  return new ExecutorError('TOOL_FAILED', message, { callId: id, toolName: name, cause: thrown, attempts });
}

/** The call that ran for this one as well has failed. */
export function sharedError({ id, name }: ToolCall, error: ExecutorError): ExecutorError {
  const { code, message, cause, timeoutMs, retryAfterMs, issues } = error;
  const facts = { callId: id, toolName: name, attempts: 0, timeoutMs, retryAfterMs, issues };
  return new ExecutorError(code, message, cause === undefined ? facts : { ...facts, cause });
}

export function hedgeLost({ id, name }: ToolCall, attempts: number): ExecutorError {
  const message = `Attempt ${attempts} of tool "${name}" (call ${id}) was cancelled: another attempt was faster`;
  return new ExecutorError('HEDGE_LOST', message, { callId: id, toolName: name, attempts });
}

export function controlFlow({ id, name }: ToolCall, thrown: unknown, attempts: number): ExecutorError {
  const message = `Tool "${name}" (call ${id}) handed control back to its framework`;
  return new ExecutorError('CONTROL_FLOW', message, { callId: id, toolName: name, cause: thrown, attempts });
}

/** Why a call ends early: its batch was aborted, fails fast or is over its deadline, or the call was discarded. */
export type CancelCause =
  | { readonly code: 'ABORTED'; readonly reason: unknown }
  | { readonly code: 'FAIL_FAST'; readonly failedCallId: string }
  | { readonly code: 'DEADLINE'; readonly deadlineMs: number }
  | { readonly code: 'DISCARDED' };

export function cancelled({ id, name }: ToolCall, cause: CancelCause, attempts: number): ExecutorError {
  const facts = { callId: id, toolName: name, attempts };
  const message = `Call ${id} of tool "${name}" was cancelled: ${whyCancelled(cause)}`;
  if (cause.code === 'ABORTED') return new ExecutorError('ABORTED', message, { ...facts, cause: cause.reason });
  return new ExecutorError(cause.code, message, facts);
}

function whyCancelled(cause: CancelCause): string {
  switch (cause.code) {
    case 'ABORTED':
      return 'its batch was aborted';
    case 'FAIL_FAST':
      return `call ${cause.failedCallId} failed and the batch fails fast`;
    case 'DEADLINE':
      return `its batch had not ended within ${cause.deadlineMs} ms; raise deadlineMs`;
    case 'DISCARDED':
      return 'it was discarded';
    default:
      return cause satisfies never;
  }
}

/** A tool's `resources` function threw, or gave something else than resources. */
export function resourcesFailed({ id, name }: ToolCall, thrown: unknown): ExecutorError {
  const message = `Tool "${name}" (call ${id}) could not say what resources it needs: ${messageOf(thrown)}`;
  return new ExecutorError('TOOL_FAILED', message, { callId: id, toolName: name, cause: thrown, attempts: 0 });
}

/** What a record keeps of a result's error: for what a tool threw its own message, else ours. */
export function recordedError(result: ToolResult): { errorCode: string | null; errorMessage: string | null } {
  if (result.status === 'ok' || result.status === 'skipped') return { errorCode: null, errorMessage: null };
  return { errorCode: result.error.code, errorMessage: recordedMessage(result.error) };
}

/** Of what a tool threw its own message, else ours. */
export function recordedMessage(error: ExecutorError): string {
  return error.code === 'TOOL_FAILED' ? messageOf(error.cause) : error.message;
}
