import type { ToolCall } from '@parallel-tools/executor';
import { type ParsedArguments, parseArguments } from './parse-arguments.js';
import type { ModelCall } from './run-types.js';

/** A call of the model, ready for the executor. */
export interface PreparedCall {
  readonly toolCall: ToolCall;
  /** What is wrong with the text of its arguments; null when it is a JSON object. */
  readonly problem: string | null;
}

/**
 * Makes a call for the executor of a model's. Arguments that are no JSON object are passed on as text, which the executor
 * refuses: the call is recorded as failed, and never runs. The input of a custom tool, which is any text, is its argument
 * `input`.
 */
export function prepareCall({ type, id, name, arguments: text, externalId }: ModelCall): PreparedCall {
  const parsed: ParsedArguments = type === 'custom' ? { ok: true, args: { input: text } } : parseArguments(text);
  const args = parsed.ok ? parsed.args : text;
  return { toolCall: { id, name, args, externalId }, problem: parsed.ok ? null : parsed.problem };
}
