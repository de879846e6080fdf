import type { ToolCall } from '@parallel-tools/executor';
import type { ModelCall } from './chat-types.js';
import { type ParsedArguments, parseArguments } from './parse-arguments.js';

/** A call of the model, ready for the executor. */
export interface PreparedCall {
  readonly toolCall: ToolCall;
  /** What is wrong with the text of its arguments; null when it is a JSON object. */
  readonly problem: string | null;
}

/**
 * Makes calls for the executor of a model's. Arguments that are no JSON object are passed on as text, which the executor
 * refuses: the call is recorded as failed, and never runs.
 */
export function prepareCalls(calls: readonly ModelCall[]): PreparedCall[] {
  return calls.map(({ type, id, name, arguments: text, externalId }) => {
    const parsed = type === 'custom' ? CUSTOM : parseArguments(text);
    const args = parsed.ok ? parsed.args : text;
    return { toolCall: { id, name, args, externalId }, problem: parsed.ok ? null : parsed.problem };
  });
}

const CUSTOM: ParsedArguments = { ok: false, problem: 'the call has the input of a custom tool' };
