import type { StandardSchemaV1 } from '@standard-schema/spec';
import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { ExecutorError, messageOf } from './errors.js';
import type { JsonSchema } from './types.js';

/** Compiling takes milliseconds, and a tool is looked at by `defineTool`, by its executor and by every view of it. */
const compiled = new WeakMap<JsonSchema, ValidateFunction>();

const OPTIONS = { strict: false, allErrors: true, logger: false } as const;

/**
 * A check of arguments against a JSON Schema: draft-07 where `$schema` says so, else 2020-12. Formats are not checked.
 *
 * @param schema - Compiled once: changing it afterwards changes nothing.
 * @throws {ExecutorError} `INVALID_OPTION` when the schema itself is wrong.
 */
export function compileJsonSchema(
  schema: JsonSchema,
  option: string,
): (args: object) => StandardSchemaV1.Result<unknown> {
  const validate = compiled.get(schema) ?? compile(schema, option);
  compiled.set(schema, validate);
  return (args) => (validate(args) ? { value: args } : { issues: (validate.errors ?? []).map(toIssue) });
}

function compile(schema: JsonSchema, option: string): ValidateFunction {
  if (schema.$async) throw new ExecutorError('INVALID_OPTION', `${option} must not be an $async schema`);
  const isDraft7 = String(schema.$schema ?? '').includes('draft-07');
  try {
    return (isDraft7 ? new Ajv(OPTIONS) : new Ajv2020(OPTIONS)).compile(schema);
  } catch (thrown) {
    // biome-ignore lint/style/useErrorCause: the cause is among the facts, the third parameter.
    throw new ExecutorError('INVALID_OPTION', `${option} is no valid JSON Schema: ${messageOf(thrown)}`, {
      cause: thrown,
    });
  }
}

function toIssue({ instancePath, message, params }: ErrorObject): StandardSchemaV1.Issue {
  const extra = 'additionalProperty' in params ? ` ("${params.additionalProperty}")` : '';
  return { path: instancePath.split('/').slice(1).map(unescapePointer), message: `${message ?? 'is invalid'}${extra}` };
}

/** RFC 6901 §4. */
function unescapePointer(token: string): string {
  return token.replaceAll('~1', '/').replaceAll('~0', '~');
}
