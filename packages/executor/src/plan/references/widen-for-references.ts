import type { JsonSchema } from '../../types.js';

/** What a model is told about references: for its instructions, where the schemas that it sees are widened. */
export const REFERENCE_HINT = [
  'You may ask for several tool calls at once, also where one needs the output of another: an argument may refer to the',
  'output of an earlier call of the same reply, and is filled in before the tool runs. Calls are numbered from 1 in the',
  'order in which you ask for them. In place of a value write {"$ref": "1", "path": "/items/0/id"} for the part of call',
  '1\'s output at that JSON Pointer, or "path": "" for all of it. Inside a text write ${calls.1.items[0].id}. Prefer this',
  'to asking for one call after the other whenever you know what the output will look like.',
].join(' ');

/** Keywords whose value is a schema, a list of schemas, or schemas by name. */
const ONE = ['items', 'additionalProperties', 'not', 'if', 'then', 'else', 'contains'] as const;
const MANY = ['anyOf', 'oneOf', 'allOf', 'prefixItems'] as const;
const NAMED = ['$defs', 'definitions'] as const;

/** Says no more than strict mode takes. */
const REFERENCE: JsonSchema = Object.freeze({
  type: 'object',
  description: 'Reference to the output of an earlier call.',
  properties: { $ref: { type: 'string' }, path: { type: 'string' } },
  required: ['$ref', 'path'],
  additionalProperties: false,
});

/**
 * The schema of a tool's arguments with references, `{ "$ref": "1", "path": "/id" }`, allowed wherever a value may be: in
 * properties and items, at any depth. Plain texts stay as they are, as a reference may stand in them. What the strict mode
 * of OpenAI takes stays so.
 *
 * @example
 * widenForReferences({ type: 'object', properties: { n: { type: 'number' } } }).properties; // n: { anyOf: [a number, a reference] }
 */
export function widenForReferences(schema: JsonSchema): JsonSchema {
  const wide: Record<string, unknown> = { ...schema };
  for (const key of ONE) {
    const part = schema[key];
    if (isSchema(part))
      wide[key] = key === 'items' || key === 'additionalProperties' ? orReference(part) : widenForReferences(part);
  }
  for (const key of MANY) {
    const parts = schema[key];
    if (Array.isArray(parts)) wide[key] = parts.map((part) => (isSchema(part) ? widenForReferences(part) : part));
  }
  for (const key of NAMED) if (isSchema(schema[key])) wide[key] = mapValues(schema[key], widenForReferences);
  if (isSchema(schema.properties)) wide.properties = mapValues(schema.properties, orReference);
  return wide;
}

function orReference(schema: JsonSchema): JsonSchema {
  const wide = widenForReferences(schema);
  if (isPlainText(schema)) return wide;
  const { description, ...rest } = wide;
  return { ...(description === undefined ? {} : { description }), anyOf: [rest, REFERENCE] };
}

/** Whatever the text, the schema takes it. */
function isPlainText({ type, enum: values, const: only, pattern, format, maxLength }: JsonSchema): boolean {
  return type === 'string' && [values, only, pattern, format, maxLength].every((rule) => rule === undefined);
}

function mapValues(schemas: JsonSchema, map: (schema: JsonSchema) => JsonSchema): Record<string, unknown> {
  return Object.fromEntries(Object.entries(schemas).map(([key, part]) => [key, isSchema(part) ? map(part) : part]));
}

function isSchema(value: unknown): value is JsonSchema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
