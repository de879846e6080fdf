import { randomUUID } from 'node:crypto';
import type { ToolCall } from '@parallel-tools/executor';
import type { AssembledCall } from './tool-call-assembler.js';
import { errorText } from './tool-message.js';

/** A call of the model, ready for the executor and for its answer. */
export interface PreparedCall {
  readonly toolCall: ToolCall;
  /** Verbatim. */
  readonly arguments: string;
  /** What the model is told instead of the executor's message, because its arguments were no JSON object; else null. */
  readonly problem: string | null;
}

/**
 * Makes calls for the executor of a model's: ids unique (minted where missing, blank or repeated, the model's own kept
 * as `externalId`), arguments parsed. Arguments that are no JSON object are passed on as text, which the executor
 * refuses: the call is recorded, and never runs.
 */
export function toToolCalls(calls: readonly AssembledCall[]): PreparedCall[] {
  const taken = new Set<string>();
  return calls.map(({ id, name, arguments: text }) => {
    const isFree = id !== '' && !taken.has(id);
    const ownId = isFree ? id : `call_${randomUUID()}`;
    taken.add(ownId);
    const { args, problem } = parseArguments(text);
    const toolCall = { id: ownId, name, args, ...(isFree || id === '' ? {} : { externalId: id }) };
    return { toolCall, arguments: text, problem };
  });
}

/** No text at all stands for no arguments, which is how servers send a call without any. */
function parseArguments(text: string): { args: unknown; problem: string | null } {
  if (text.trim() === '') return { args: {}, problem: null };
  try {
    const args: unknown = JSON.parse(text);
    if (typeof args === 'object' && args !== null && !Array.isArray(args)) return { args, problem: null };
    return { args, problem: invalid('the arguments are JSON, but no object') };
  } catch (thrown) {
    return { args: text, problem: invalid(`the arguments are not valid JSON: ${(thrown as SyntaxError).message}`) };
  }
}

function invalid(message: string): string {
  return errorText('invalid_arguments', `${message}; send one JSON object`);
}
