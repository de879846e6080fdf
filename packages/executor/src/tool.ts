import type { StandardJSONSchemaV1, StandardSchemaV1 } from '@standard-schema/spec';
import { check, checkBoolean, checkConcurrency, checkPriority, checkTimeout } from './check.js';
import { ExecutorError } from './errors.js';
import { compileJsonSchema } from './json-schema.js';
import { checkResources } from './plan/check-resources.js';
import { checkPolicies } from './policies/check-policies.js';
import { checkRunIn } from './threads/check-run-in.js';
import type { AnyTool, InlineTool, JsonSchema, Tool, ToolInput } from './types.js';

/** A tool whose options were checked and whose input was compiled. */
export interface CompiledTool {
  readonly tool: AnyTool;
  /** Null when any object is accepted. */
  readonly check:
    | ((args: object) => StandardSchemaV1.Result<unknown> | Promise<StandardSchemaV1.Result<unknown>>)
    | null;
  /** Its calls may have to wait for other calls. */
  readonly isOrdered: boolean;
}

const LONGEST_NAME = 256;

/**
 * Checks a tool's definition and returns it, with the type of its arguments inferred from `input`.
 *
 * @throws {ExecutorError} `INVALID_OPTION`, naming option and value.
 * @example
 * const double = defineTool({
 *   name: 'double',
 *   input: { jsonSchema: { type: 'object', properties: { n: { type: 'number' } }, required: ['n'] } },
 *   execute: ({ n }) => Number(n) * 2,
 * });
 */
export function defineTool<const Input extends ToolInput | undefined = undefined, Context = unknown>(
  tool: InlineTool<Input, Context>,
): InlineTool<Input, Context>;
export function defineTool<const Input extends ToolInput | undefined = undefined, Context = unknown>(
  tool: Tool<Input, Context>,
): Tool<Input, Context>;
export function defineTool(tool: AnyTool): AnyTool {
  compileTool(tool);
  return tool;
}

/** @throws {ExecutorError} `INVALID_OPTION`, naming option and value. */
export function compileTool(tool: AnyTool): CompiledTool {
  check(typeof tool === 'object' && tool !== null, 'a tool', 'must be an object', tool);
  const { name } = tool;
  check(
    typeof name === 'string' && name.length > 0 && name.length <= LONGEST_NAME,
    'tool name',
    'must be a string of 1 to 256 characters',
    name,
  );
  const option = (key: string) => `tool "${name}": ${key}`;
  checkRunIn(tool, option);
  check(
    tool.effects === undefined || tool.effects === 'read' || tool.effects === 'write',
    option('effects'),
    "must be 'read' or 'write'",
    tool.effects,
  );
  if (tool.timeoutMs !== undefined) checkTimeout(option('timeoutMs'), tool.timeoutMs);
  if (tool.maxConcurrency !== undefined) checkConcurrency(option('maxConcurrency'), tool.maxConcurrency);
  if (tool.priority !== undefined) checkPriority(option('priority'), tool.priority);
  checkOrder(tool, option);
  if (tool.idempotent !== undefined) checkBoolean(option('idempotent'), tool.idempotent);
  checkPolicies(tool, tool, option);
  const { dependsOn = [], resources = [], exclusive = false } = tool;
  return {
    tool,
    check: compileInput(tool.input, option('input')),
    isOrdered: exclusive || dependsOn.length > 0 || typeof resources === 'function' || resources.length > 0,
  };
}

function checkOrder({ dependsOn, resources, exclusive }: AnyTool, option: (key: string) => string): void {
  const isNames = dependsOn === undefined || (Array.isArray(dependsOn) && dependsOn.every(isString));
  check(isNames, option('dependsOn'), 'must be a list of tool names', dependsOn);
  if (resources !== undefined && typeof resources !== 'function') checkResources(option('resources'), resources);
  if (exclusive !== undefined) checkBoolean(option('exclusive'), exclusive);
}

function isString(value: unknown): boolean {
  return typeof value === 'string';
}

function compileInput(input: ToolInput | undefined, option: string): CompiledTool['check'] {
  if (input === undefined) return null;
  if (isStandardSchema(input)) return (args) => input['~standard'].validate(args);
  const isObject =
    typeof input === 'object' && input !== null && typeof input.jsonSchema === 'object' && input.jsonSchema !== null;
  check(isObject, option, 'must be a Standard Schema or { jsonSchema }', input);
  return compileJsonSchema(input.jsonSchema, option);
}

function isStandardSchema(input: ToolInput): input is StandardSchemaV1 {
  return (typeof input === 'object' || typeof input === 'function') && input !== null && '~standard' in input;
}

/**
 * The JSON Schema (draft-07 where it is converted) of what a tool accepts, for telling a model about it.
 *
 * @throws {ExecutorError} `INVALID_OPTION` when the tool's schema library cannot give one: define the tool with
 *   `{ jsonSchema }` then.
 */
export function inputJsonSchema(tool: AnyTool): JsonSchema {
  const input: ToolInput | undefined = tool.input;
  if (input === undefined) return { type: 'object', properties: {}, additionalProperties: true };
  if (!isStandardSchema(input)) return input.jsonSchema;
  const { jsonSchema } = input['~standard'] as Partial<StandardJSONSchemaV1.Props>;
  if (jsonSchema === undefined) {
    const hint = `its schema library ("${input['~standard'].vendor}") gives no JSON Schema; pass { jsonSchema } instead`;
    throw new ExecutorError('INVALID_OPTION', `tool "${tool.name}": input has no JSON Schema: ${hint}`);
  }
  return jsonSchema.input({ target: 'draft-07' });
}
