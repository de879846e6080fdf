import type { JsonSchema } from '@parallel-tools/executor';
import { deref, type StrictSchema } from './strict-schema.js';

/** Arguments as the tool's own schema means them: without the nulls that stand for a property that was left out. */
export function withoutStrictNulls(args: object, strict: StrictSchema): object {
  return strip(args, strict.schema, strict) as object;
}

function strip(value: unknown, given: JsonSchema, strict: StrictSchema): unknown {
  if (typeof value !== 'object' || value === null || isReference(value)) return value;
  const schema = deref(given, strict.schema) ?? {};
  if (Array.isArray(schema.anyOf)) {
    const meant = schema.anyOf.find((part) => fits(value, part, strict));
    return meant === undefined ? value : strip(value, meant, strict);
  }
  if (Array.isArray(value)) {
    const items = schema.items as JsonSchema | undefined;
    return items === undefined ? value : value.map((item) => strip(item, items, strict));
  }
  const parts = propertiesOf(schema);
  const kept = Object.entries(value).filter(([key, item]) => item !== null || !isOptional(parts[key], strict));
  return Object.fromEntries(kept.map(([key, item]) => [key, parts[key] ? strip(item, parts[key], strict) : item]));
}

/** Whether a value is one of those that a part of a union means; what is wrong deeper in it is for the tool to say. */
function fits(value: unknown, given: JsonSchema, strict: StrictSchema): boolean {
  if (isReference(value)) return true;
  const schema = deref(given, strict.schema) ?? {};
  if (Array.isArray(schema.anyOf)) return schema.anyOf.some((part) => fits(value, part, strict));
  if (schema.const !== undefined && schema.const !== value) return false;
  if (Array.isArray(schema.enum) && !schema.enum.includes(value)) return false;
  if (schema.type !== undefined && ![schema.type].flat().some((type) => isOfType(value, type))) return false;
  if (Array.isArray(value)) return value.every((item) => fits(item, schema.items as JsonSchema, strict));
  if (typeof value !== 'object' || value === null) return true;
  const parts = propertiesOf(schema);
  const isWhole = Object.keys(parts).every((key) => Object.hasOwn(value, key) || isOptional(parts[key], strict));
  return isWhole && Object.entries(value).every(([key, item]) => parts[key] && fits(item, parts[key], strict));
}

function isOptional(part: JsonSchema | undefined, { optional }: StrictSchema): boolean {
  return part !== undefined && optional.has(part);
}

function isOfType(value: unknown, type: unknown): boolean {
  if (type === 'integer') return Number.isInteger(value);
  if (value === null) return type === 'null';
  return type === (Array.isArray(value) ? 'array' : typeof value);
}

/** In place of a value there may be a reference to the output of another call. */
function isReference(value: unknown): boolean {
  return typeof value === 'object' && value !== null && '$ref' in value && typeof value.$ref === 'string';
}

function propertiesOf(schema: JsonSchema): Readonly<Record<string, JsonSchema | undefined>> {
  const { properties = {} } = schema;
  return Object.assign(Object.create(null), properties);
}
