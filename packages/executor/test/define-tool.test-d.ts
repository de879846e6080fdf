import { expectTypeOf, it } from 'vitest';
import * as z from 'zod';
import { type AnyTool, createExecutor, defineTool } from '../src/index.js';

it('infers the arguments from the schema', () => {
  defineTool({
    name: 'search',
    input: z.object({ query: z.string(), limit: z.number().default(10) }),
    execute: ({ query, limit }, { signal }) => {
      expectTypeOf(query).toEqualTypeOf<string>();
      expectTypeOf(limit).toEqualTypeOf<number>();
      expectTypeOf(signal).toEqualTypeOf<AbortSignal>();
    },
  });
  defineTool({
    name: 'any',
    input: { jsonSchema: { type: 'object' } },
    execute: (args) => {
      expectTypeOf(args).toEqualTypeOf<Record<string, unknown>>();
    },
  });
});

it('takes tools of all kinds in one list', () => {
  const search = defineTool({ name: 'search', input: z.object({ query: z.string() }), execute: ({ query }) => query });
  const ping = defineTool({ name: 'ping', execute: () => 'pong' });
  expectTypeOf(search).toExtend<AnyTool>();
  createExecutor({ tools: [search, ping] });
});
