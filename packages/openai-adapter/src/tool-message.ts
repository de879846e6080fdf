import type { BatchResult, ExecutorError, ToolResult } from '@parallel-tools/executor';
import type { ToolMessage } from './chat-types.js';
import type { PreparedCall } from './prepare-calls.js';

const LONGEST_MESSAGE = 2_000;

/** The messages that answer the calls of a batch, in their order. */
export function toToolMessages(prepared: readonly PreparedCall[], { results, record }: BatchResult): ToolMessage[] {
  return prepared.map(({ toolCall, problem }, index) => {
    const result = results[index];
    if (result === undefined) return notExecuted(toolCall.id, 'the executor was closed');
    const hasStarted = record.calls[index]?.startUs !== null;
    return toolMessage(toolCall.id, contentOf(result, { problem, hasStarted }));
  });
}

/** The message that answers a call that did not run. */
export function notExecuted(callId: string, reason: string): ToolMessage {
  return toolMessage(callId, errorText('not_executed', `not executed: ${reason}`));
}

function toolMessage(callId: string, content: string): ToolMessage {
  // Half a surrogate pair is no text that servers take.
  return { role: 'tool', tool_call_id: callId, content: content.toWellFormed() };
}

/** What a result does not say. */
interface CallFacts {
  /** What is wrong with the text of the arguments; null when it is a JSON object. */
  readonly problem: string | null;
  readonly hasStarted: boolean;
}

function contentOf(result: ToolResult, facts: CallFacts): string {
  switch (result.status) {
    case 'ok':
      return outputText(result.output);
    case 'error':
    case 'cancelled':
      return toolErrorText(result.error, facts);
    case 'skipped':
      return errorText('skipped', `not executed: call ${result.failedDependencyId}, which it needs, failed`);
    default:
      return result satisfies never;
  }
}

/** Text as it is, nothing for undefined, all else as JSON. */
function outputText(output: unknown): string {
  if (typeof output === 'string') return output;
  if (output === undefined) return '';
  try {
    return JSON.stringify(output) ?? UNSERIALISABLE;
  } catch {
    return UNSERIALISABLE;
  }
}

/** What the model can do something with: for it, advice to the programmer is noise. */
function toolErrorText(
  { code, message, timeoutMs, issues }: ExecutorError,
  { problem, hasStarted }: CallFacts,
): string {
  const name = code.toLowerCase();
  switch (code) {
    case 'INVALID_ARGUMENTS':
      return problem === null ? errorText(name, message, issues) : errorText(name, `${problem}; send one JSON object`);
    case 'TOOL_TIMEOUT':
      return errorText(name, `no result within ${timeoutMs} ms`);
    case 'ABORTED':
      return errorText(name, hasStarted ? 'aborted while it ran; it may have taken effect' : 'not executed: aborted');
    default:
      return errorText(name, message);
  }
}

/** An error as a model reads it: a code and a sentence, no stack. */
function errorText(code: string, message: string, issues?: readonly object[]): string {
  const text = message.length > LONGEST_MESSAGE ? `${message.slice(0, LONGEST_MESSAGE)}…` : message;
  return JSON.stringify({ error: { code, message: text.toWellFormed(), ...(issues === undefined ? {} : { issues }) } });
}

const UNSERIALISABLE = errorText('unserialisable_output', 'the tool ran, but its output cannot be written as JSON');
