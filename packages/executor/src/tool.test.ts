import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { ExecutorError } from './errors.js';
import { defineTool, inputJsonSchema } from './tool.js';
import type { AnyTool } from './types.js';

const execute = () => 'done';

describe('defineTool', () => {
  it.each<[string, object, string]>([
    ['an empty name', { name: '' }, 'tool name must be a string of 1 to 256 characters, got ""'],
    ['a name that is too long', { name: 'x'.repeat(257) }, 'tool name must be a string of 1 to 256 characters'],
    ['no execute', { execute: 1 }, 'tool "t": execute must be a function, got 1'],
    ['effects it does not know', { effects: 'none' }, `tool "t": effects must be 'read' or 'write', got "none"`],
    ['a timeout of 0', { timeoutMs: 0 }, 'tool "t": timeoutMs must be a positive number or Infinity, got 0'],
    [
      'a timeout that is no number',
      { timeoutMs: Number.NaN },
      'timeoutMs must be a positive number or Infinity, got NaN',
    ],
    ['a limit of 0', { maxConcurrency: 0 }, 'maxConcurrency must be a positive integer or Infinity, got 0'],
    [
      'a limit with a fraction',
      { maxConcurrency: 1.5 },
      'maxConcurrency must be a positive integer or Infinity, got 1.5',
    ],
    ['retries of a write', { retry: { maxRetries: 1 } }, `retry needs effects: 'read'`],
    [
      'fewer than no retries',
      { effects: 'read', retry: { maxRetries: -1 } },
      'retry.maxRetries must be an integer ≥ 0, got -1',
    ],
    [
      'a negative backoff',
      { effects: 'read', retry: { maxRetries: 1, initialDelayMs: -1 } },
      'retry.initialDelayMs must be a number from 0 to 2147483647, got -1',
    ],
    [
      'a backoff longer than a timer can wait',
      { effects: 'read', retry: { maxRetries: 1, maxDelayMs: 2 ** 31 } },
      'retry.maxDelayMs must be a number from 0 to 2147483647, got 2147483648',
    ],
    ['an input that is no schema', { input: {} }, 'input must be a Standard Schema or { jsonSchema }, got an object'],
    [
      'a JSON Schema that is none',
      { input: { jsonSchema: { type: 'nonsense' } } },
      'tool "t": input is no valid JSON Schema',
    ],
  ])('refuses %s, naming option and value', (_what, options, message) => {
    const tool = { name: 't', execute, ...options } as AnyTool;
    expect(() => defineTool(tool)).toThrow(
      expect.objectContaining({ code: 'INVALID_OPTION', message: expect.stringContaining(message) }),
    );
  });

  it('gives the tool back as it is', () => {
    const tool = { name: 't', execute, timeoutMs: Number.POSITIVE_INFINITY, maxConcurrency: Number.POSITIVE_INFINITY };
    expect(defineTool(tool)).toBe(tool);
  });
});

describe('inputJsonSchema', () => {
  it('is what the schema library makes of it', () => {
    const tool = defineTool({ name: 't', input: z.object({ city: z.string() }), execute });
    expect(inputJsonSchema(tool)).toMatchObject({
      type: 'object',
      properties: { city: { type: 'string' } },
      required: ['city'],
    });
  });

  it('is the JSON Schema that was given', () => {
    const jsonSchema = { type: 'object', properties: {} };
    expect(inputJsonSchema(defineTool({ name: 't', input: { jsonSchema }, execute }))).toBe(jsonSchema);
  });

  it('accepts any object where there is no input', () => {
    expect(inputJsonSchema(defineTool({ name: 't', execute }))).toEqual({
      type: 'object',
      properties: {},
      additionalProperties: true,
    });
  });

  it('says what to do when the schema library gives none', () => {
    const input = { '~standard': { version: 1 as const, vendor: 'acme', validate: (value: unknown) => ({ value }) } };
    const tool = defineTool({ name: 't', input, execute });
    expect(() => inputJsonSchema(tool)).toThrow(ExecutorError);
    expect(() => inputJsonSchema(tool)).toThrow(
      'its schema library ("acme") gives no JSON Schema; pass { jsonSchema } instead',
    );
  });
});

it('refuses an $async schema, whose answer would be taken for yes', () => {
  const input = { jsonSchema: { $async: true, type: 'object' } };
  expect(() => defineTool({ name: 'search', input, execute: () => 1 })).toThrow('must not be an $async schema');
});
