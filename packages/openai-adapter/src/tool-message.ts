import type { ToolResult } from '@parallel-tools/executor';
import type { ToolMessage } from './chat-types.js';

/** The message that answers a call with what it came to. */
export function toToolMessage(result: ToolResult): ToolMessage {
  return { role: 'tool', tool_call_id: result.callId, content: contentOf(result) };
}

/** The message that answers a call that did not run. */
export function notExecuted(callId: string, reason: string): ToolMessage {
  return { role: 'tool', tool_call_id: callId, content: errorText('not_executed', `not executed: ${reason}`) };
}

/** An error as a model reads it: a code and a sentence, no stack. */
export function errorText(code: string, message: string, issues?: readonly object[]): string {
  return JSON.stringify({ error: { code, message, ...(issues === undefined ? {} : { issues }) } });
}

function contentOf(result: ToolResult): string {
  switch (result.status) {
    case 'ok':
      return outputText(result.output);
    case 'error':
    case 'cancelled':
      return errorText(result.error.code.toLowerCase(), result.error.message, result.error.issues);
    case 'skipped':
      return errorText('skipped', `skipped: call ${result.failedDependencyId}, which it needs, failed`);
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

const UNSERIALISABLE = errorText('unserialisable_output', 'the tool ran, but its output cannot be written as JSON');
