import type { ToolCall } from '@parallel-tools/executor';
import { type ParsedArguments, parseArguments } from './parse-arguments.js';
import type { ModelCall } from './run-types.js';
import { withoutStrictNulls } from './strict-args.js';
import type { StrictSchema } from './strict-schema.js';

/** A call of the model, ready for the executor. */
export interface PreparedCall {
  readonly toolCall: ToolCall;
  /** What is wrong with the text of its arguments; null when it is a JSON object. */
  readonly problem: string | null;
}

/** Tools by name that are offered in strict mode, with what that made of their schemas. */
export type StrictInputs = ReadonlyMap<string, StrictSchema>;

/**
 * Makes a call for the executor of a model's. Arguments that are no JSON object are passed on as text, which the executor
 * refuses: the call is recorded as failed, and never runs. The input of a custom tool, which is any text, is its argument
 * `input`.
 */
export function prepareCall(
  { type, id, name, arguments: text, externalId }: ModelCall,
  strictInputs: StrictInputs,
): PreparedCall {
  const parsed: ParsedArguments = type === 'custom' ? { ok: true, args: { input: text } } : parseArguments(text);
  if (!parsed.ok) return { toolCall: { id, name, args: text, externalId }, problem: parsed.problem };
  const strict = type === 'function' ? strictInputs.get(name) : undefined;
  const args = strict === undefined ? parsed.args : withoutStrictNulls(parsed.args, strict);
  return { toolCall: { id, name, args, externalId }, problem: null };
}
