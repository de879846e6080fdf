import type { StandardSchemaV1 } from '@standard-schema/spec';
import { ExecutorError, messageOf } from '../errors.js';
import type { CompiledTool } from '../tool.js';
import type { ToolCall } from '../types.js';

/** Valid arguments, as the tool's schema returns them, or why there are none. */
export type ValidatedArgs =
  | { readonly ok: true; readonly args: object }
  | { readonly ok: false; readonly error: ExecutorError };

type Issue = { readonly path: string; readonly message: string };

const MOST_ISSUES = 20;

/**
 * Checks the arguments of a call against its tool's input. What the model got wrong is a result, never a throw; the
 * message names paths and expectations, not the values.
 *
 * @returns A promise only where the tool's schema validates asynchronously.
 */
export function validateArgs(tool: CompiledTool, call: ToolCall): ValidatedArgs | Promise<ValidatedArgs> {
  const { args } = call;
  if (typeof args !== 'object' || args === null || Array.isArray(args)) {
    return invalid(call, [{ path: '', message: `arguments must be an object, got ${kindOf(args)}` }]);
  }
  if (tool.check === null) return { ok: true, args };
  try {
    const checked = tool.check(args);
    if (!isThenable(checked)) return settle(call, checked);
    return Promise.resolve(checked)
      .then((result) => settle(call, result))
      .catch((thrown) => invalid(call, [{ path: '', message: messageOf(thrown) }]));
  } catch (thrown) {
    // A schema that throws: a getter in the arguments, or nesting beyond the stack.
    return invalid(call, [{ path: '', message: messageOf(thrown) }]);
  }
}

/** A promise of another realm or library is no instance of ours. */
function isThenable<Value extends object>(value: Value | Promise<Value>): value is Promise<Value> {
  return 'then' in value && typeof value.then === 'function';
}

function settle(call: ToolCall, result: StandardSchemaV1.Result<unknown>): ValidatedArgs {
  if (result.issues) {
    return invalid(
      call,
      result.issues.map(({ path = [], message }) => ({ path: path.map(keyOf).join('.'), message })),
    );
  }
  return { ok: true, args: result.value as object };
}

function keyOf(segment: PropertyKey | StandardSchemaV1.PathSegment): string {
  return String(typeof segment === 'object' ? segment.key : segment);
}

function invalid(call: ToolCall, issues: readonly Issue[]): ValidatedArgs {
  const listed = issues.slice(0, MOST_ISSUES);
  const text = listed.map(({ path, message }) => (path === '' ? message : `${path}: ${message}`)).join('; ');
  const message = `Call ${call.id} of tool "${call.name}" has invalid arguments: ${text}`;
  const facts = { callId: call.id, toolName: call.name, issues: listed, attempts: 0 };
  return { ok: false, error: new ExecutorError('INVALID_ARGUMENTS', message, facts) };
}

function kindOf(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'an array' : typeof value;
}
