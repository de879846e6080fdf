import type { JsonSchema } from '@parallel-tools/executor';

/** A schema that strict mode takes, and which of its nulls stand for a property that was left out. */
export interface StrictSchema {
  readonly schema: JsonSchema;
  /** Schemas of properties in it that were optional, and did not take null. */
  readonly optional: ReadonlySet<JsonSchema>;
}

/** A place in a schema that strict mode has no words for. */
export interface NotStrict {
  readonly problem: string;
}

/** What strict mode reads; of `format` only some values. */
const KEPT = new Set([
  ...['type', 'title', 'description', 'properties', 'required', 'additionalProperties', 'items', 'anyOf', '$ref'],
  ...['$defs', 'definitions', 'enum', 'const', 'pattern', 'format', 'multipleOf', 'minItems', 'maxItems'],
  ...['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum'],
]);
const FORMATS = new Set(['date-time', 'time', 'date', 'duration', 'email', 'hostname', 'ipv4', 'ipv6', 'uuid']);
/** These say nothing about values. */
const SILENT = new Set(['$schema', '$id', '$comment', 'examples', 'deprecated', 'readOnly', 'writeOnly', 'nullable']);
/** Shapes of values that no other keyword can stand for. */
const SHAPES = ['patternProperties', 'prefixItems', 'unevaluatedProperties', '$dynamicRef'];

/**
 * The schema in the subset of JSON Schema that strict mode takes: every object is closed and requires all its properties,
 * and a property that was optional takes null as well. What it accepts, once such nulls are left out, the schema accepts
 * too, but for rules that strict mode has no words for (`minLength`, say): these are told in the description.
 *
 * @returns Why not, for a schema with a shape that strict mode cannot say: a record, a tuple, any value, parts of `allOf`.
 * @see https://platform.openai.com/docs/guides/structured-outputs#supported-schemas
 */
export function strictSchema(schema: JsonSchema): StrictSchema | NotStrict {
  const optional = new Set<JsonSchema>();
  try {
    const root = {
      ...(deref(schema, schema) ?? fail('', 'refers to nothing')),
      ...pick(schema, ['$defs', 'definitions']),
    };
    if (root.type !== 'object' && root.properties === undefined) fail('', 'is no object');
    if (root.anyOf !== undefined || root.oneOf !== undefined) fail('', 'is a union');
    return { schema: convert(root, '', { root, optional }), optional };
  } catch (thrown) {
    if (thrown instanceof NotStrictError) return { problem: thrown.message };
    throw thrown;
  }
}

interface Context {
  readonly root: JsonSchema;
  readonly optional: Set<JsonSchema>;
}

class NotStrictError extends Error {}

function fail(path: string, problem: string): never {
  throw new NotStrictError(`${path === '' ? 'the schema' : path} ${problem}`);
}

function convert(given: unknown, path: string, context: Context): JsonSchema {
  if (!isSchema(given)) return fail(path, 'takes any value');
  const schema = merged(given);
  for (const key of SHAPES) if (schema[key] !== undefined) fail(path, `has ${key}`);
  if (schema.allOf !== undefined) fail(path, 'has allOf');
  if (deref(schema, context.root) === null) fail(path, 'refers to nothing');
  const strict: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(schema)) {
    if (KEPT.has(key) && (key !== 'format' || FORMATS.has(String(value)))) strict[key] = value;
  }
  for (const key of ['$defs', 'definitions']) {
    if (isSchema(schema[key]))
      strict[key] = mapValues(schema[key], (part, name) => convert(part, `${path}/${name}`, context));
  }
  const union = schema.anyOf ?? schema.oneOf;
  if (Array.isArray(union)) strict.anyOf = union.map((part, index) => convert(part, `${path}/anyOf/${index}`, context));
  if (Array.isArray(union) && isObject(schema)) fail(path, 'is an object and a union');
  if (isObject(schema)) closeObject(strict, schema, path, context);
  if ([schema.type].flat().includes('array') || schema.items !== undefined) {
    if (Array.isArray(schema.items)) fail(path, 'is a tuple');
    strict.items = convert(schema.items, `${path}/items`, context);
  }
  if (!['type', 'anyOf', '$ref', 'enum', 'const'].some((key) => strict[key] !== undefined))
    fail(path, 'takes any value');
  const description = describe(schema);
  return { ...strict, ...(description === '' ? {} : { description }) };
}

function closeObject(strict: Record<string, unknown>, schema: JsonSchema, path: string, context: Context): void {
  const { properties = {}, required = [], additionalProperties } = schema;
  const isEmpty = Object.keys(properties as object).length === 0;
  // A tool that says nothing of its arguments is taken to have none.
  const isRecord = isSchema(additionalProperties) || (additionalProperties !== false && path !== '');
  if (isEmpty && isRecord) fail(path, 'takes properties of any name');
  const needed = new Set(required as string[]);
  strict.type = schema.type ?? 'object';
  strict.properties = mapValues(properties as JsonSchema, (part, name) => {
    const inner = convert(part, `${path}/${name}`, context);
    if (needed.has(name) || takesNull(inner, context.root)) return inner;
    const nullable = orNull(inner);
    context.optional.add(nullable);
    return nullable;
  });
  strict.required = Object.keys(properties as object);
  strict.additionalProperties = false;
}

/** A list of one is what it has; a reference stands alone. */
function merged(schema: JsonSchema): JsonSchema {
  const { allOf, ...rest } = schema;
  if (Array.isArray(allOf) && allOf.length === 1 && isSchema(allOf[0])) return merged({ ...allOf[0], ...rest });
  if (rest.$ref === undefined || Object.keys(schema).length === 1) return schema;
  const { $ref, ...beside } = schema;
  return { ...beside, anyOf: [{ $ref }] };
}

function orNull(schema: JsonSchema): JsonSchema {
  const { type, enum: values } = schema;
  if (typeof type === 'string' || Array.isArray(type)) {
    const types = { ...schema, type: [type, 'null'].flat() };
    if (schema.const !== undefined)
      return { ...pick(schema, ['description']), anyOf: [omit(schema, 'description'), NULL] };
    return Array.isArray(values) ? { ...types, enum: [...values, null] } : types;
  }
  const { description, ...rest } = schema;
  const anyOf = Array.isArray(rest.anyOf) && Object.keys(rest).length === 1 ? rest.anyOf : [rest];
  return { ...(description === undefined ? {} : { description }), anyOf: [...anyOf, NULL] };
}

const NULL = Object.freeze({ type: 'null' });

function takesNull(schema: JsonSchema, root: JsonSchema): boolean {
  const { type, anyOf, enum: values, const: only } = deref(schema, root) ?? {};
  if (Array.isArray(anyOf)) return anyOf.some((part) => takesNull(part as JsonSchema, root));
  if (Array.isArray(values)) return values.includes(null);
  return only === null || [type].flat().includes('null');
}

/** What strict mode has no words for, told to the model instead. */
function describe(schema: JsonSchema): string {
  const { description } = schema;
  const untold = Object.entries(schema).filter(([key, value]) => {
    if (key === 'format') return !FORMATS.has(String(value));
    return !KEPT.has(key) && !SILENT.has(key) && key !== 'oneOf';
  });
  const rules = untold.map(([key, value]) => `${key}: ${JSON.stringify(value)}`).join(', ');
  return [description ?? '', rules === '' ? '' : `(${rules})`].filter((part) => part !== '').join(' ');
}

/** What a local reference stands for in the same schema; null where it leads nowhere. */
export function deref(schema: JsonSchema, root: JsonSchema, steps = 0): JsonSchema | null {
  const { $ref } = schema;
  if (typeof $ref !== 'string') return schema;
  if (!$ref.startsWith('#') || steps > LONGEST_DETOUR) return null;
  let found: unknown = root;
  for (const token of $ref.split('/').slice(1)) {
    const key = decodeURIComponent(token).replaceAll('~1', '/').replaceAll('~0', '~');
    found = isSchema(found) && Object.hasOwn(found, key) ? found[key] : undefined;
  }
  return isSchema(found) ? deref(found, root, steps + 1) : null;
}

/** A reference that goes on for longer leads back to itself. */
const LONGEST_DETOUR = 100;

function isObject({ type, properties }: JsonSchema): boolean {
  return properties !== undefined || [type].flat().includes('object');
}

function isSchema(value: unknown): value is JsonSchema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function mapValues(parts: JsonSchema, map: (part: unknown, name: string) => JsonSchema): Record<string, JsonSchema> {
  return Object.fromEntries(Object.entries(parts).map(([name, part]) => [name, map(part, name)]));
}

function pick(schema: JsonSchema, keys: readonly string[]): JsonSchema {
  return Object.fromEntries(Object.entries(schema).filter(([key]) => keys.includes(key)));
}

function omit(schema: JsonSchema, key: string): JsonSchema {
  const { [key]: _, ...rest } = schema;
  return rest;
}
