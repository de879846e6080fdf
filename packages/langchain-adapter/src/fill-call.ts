import type { ToolCall } from '@langchain/core/messages/tool';
import { ToolInputParsingException } from '@langchain/core/tools';

/** The call as its tool gets it: with these arguments, in which references were filled. */
export function fillCall(call: ToolCall, given: object, filled: object): ToolCall {
  if (filled === given) return call;
  const args = filled as ToolCall['args'];
  const isText = (call.args as unknown) !== given;
  const filledCall = { ...call, args: isText ? args.input : args };
  const asValues = readScalars(given, filled);
  if (asValues !== filled) withValues.set(filledCall.args, asValues as ToolCall['args']);
  return filledCall;
}

/** Of filled arguments, the same with each text from a reference that is a number, `true`, `false` or `null` as that. */
const withValues = new WeakMap<ToolCall['args'], ToolCall['args']>();

/**
 * Invokes a tool with a call whose references were filled. What one tool tells as text may be a number to another: where the
 * tool's schema refuses the texts, it gets values.
 */
export function invokeFilled<Input, Output>(input: Input, invoke: (input: Input) => Promise<Output>): Promise<Output> {
  const { args } = (input ?? {}) as { readonly args?: ToolCall['args'] };
  const values = typeof args === 'object' && args !== null ? withValues.get(args) : undefined;
  return values === undefined ? invoke(input) : invokeEither(input, values, invoke);
}

async function invokeEither<Input, Output>(
  input: Input,
  values: ToolCall['args'],
  invoke: (input: Input) => Promise<Output>,
): Promise<Output> {
  try {
    return await invoke(input);
  } catch (thrown) {
    if (!(thrown instanceof ToolInputParsingException)) throw thrown;
    return invoke({ ...input, args: values });
  }
}

function readScalars(given: unknown, filled: unknown): unknown {
  if (given === filled) return filled;
  if (typeof filled === 'string') return scalarIn(filled);
  // What an object refers to is as it shall be.
  if (!isObject(given) || !isObject(filled) || typeof given.$ref === 'string') return filled;
  const read = Object.entries(filled).map(([key, value]) => [key, readScalars(given[key], value)] as const);
  if (read.every(([key, value]) => value === filled[key])) return filled;
  return Array.isArray(filled) ? read.map(([, value]) => value) : Object.fromEntries(read);
}

function scalarIn(text: string): unknown {
  if (!/^(?:-?\d[\d.eE+-]*|true|false|null)$/.test(text)) return text;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
