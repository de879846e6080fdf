import type { BatchResult, ExecutorError, ToolResult } from '@parallel-tools/executor';
import type { ToolMessage } from './chat-types.js';
import type { PreparedCall } from './prepare-calls.js';

const LONGEST_MESSAGE = 2_000;

/** The messages that answer the calls of a batch, in their order. */
export function toToolMessages(prepared: readonly PreparedCall[], { results }: BatchResult): ToolMessage[] {
  return results.map((result, index) =>
    toolMessage(result.callId, contentOf(result, prepared[index]?.problem ?? null)),
  );
}

/** The message that answers a call that did not run. */
export function notExecuted(callId: string, reason: string): ToolMessage {
  return toolMessage(callId, errorText('not_executed', `not executed: ${reason}`));
}

function toolMessage(callId: string, content: string): ToolMessage {
  // Half a surrogate pair is no text that servers take.
  return { role: 'tool', tool_call_id: callId, content: content.toWellFormed() };
}

function contentOf(result: ToolResult, problem: string | null): string {
  switch (result.status) {
    case 'ok':
      return outputText(result.output);
    case 'error':
    case 'cancelled':
      return toolErrorText(result.error, problem);
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
function toolErrorText({ code, message, timeoutMs, attempts, issues }: ExecutorError, problem: string | null): string {
  const name = code.toLowerCase();
  switch (code) {
    case 'INVALID_ARGUMENTS':
      return problem === null ? errorText(name, message, issues) : errorText(name, `${problem}; send one JSON object`);
    case 'TOOL_TIMEOUT':
      return errorText(name, `no result within ${timeoutMs} ms`);
    case 'ABORTED':
      return errorText(
        name,
        attempts === 0 ? 'not executed: aborted' : 'aborted while it ran; it may have taken effect',
      );
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
