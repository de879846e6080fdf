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

it('gives the arguments to the policies that look at them', () => {
  defineTool({
    name: 'search',
    effects: 'read',
    input: z.object({ query: z.string() }),
    cache: {
      ttlMs: 1_000,
      cacheKey: ({ query }, context) => {
        expectTypeOf(query).toEqualTypeOf<string>();
        expectTypeOf(context).toEqualTypeOf<unknown>();
        return query;
      },
    },
    retry: { maxRetries: 1, retryOn: (thrown, attempt) => thrown instanceof Error && attempt < 2 },
    circuitBreaker: { failureRatio: 0.5, whenOpen: 'wait', isFailure: () => true },
    rateLimit: { maxStarts: 1, intervalMs: 1_000 },
    hedge: {},
    adaptiveLimit: { max: 5 },
    execute: ({ query }) => query,
  });
});

it('takes tools of all kinds in one list', () => {
  const search = defineTool({ name: 'search', input: z.object({ query: z.string() }), execute: ({ query }) => query });
  const ping = defineTool({ name: 'ping', execute: () => 'pong' });
  expectTypeOf(search).toExtend<AnyTool>();
  createExecutor({ tools: [search, ping] });
});

it('takes undefined for every option that may be left out, also under exactOptionalPropertyTypes', () => {
  const none = undefined;
  const retry = { maxRetries: 1, initialDelayMs: none, maxDelayMs: none };
  const tool = defineTool({
    name: 'search',
    description: none,
    input: none,
    effects: none,
    timeoutMs: none,
    maxConcurrency: none,
    retry: Math.random() > 1 ? retry : none,
    execute: () => 1,
  });
  const limits = { maxConcurrency: none, timeoutMs: none, onError: none };
  const executor = createExecutor({
    tools: [tool],
    ...limits,
    recorder: none,
    onListenerError: none,
    clock: none,
    random: none,
  });
  const labels = { sessionId: none, agent: none, node: none, threadId: none, runId: none, graph: none };
  const options = { ...limits, signal: none, labels, isControlFlow: none, onEvent: none };
  void executor.execute([{ id: 'c1', name: 'search', args: {}, externalId: none, timeoutMs: none }], options);
  void executor.execute([], { labels: none });
  const batch = executor.open(options);
  batch.add({ id: 'c1', name: 'search', args: {} }, { execute: none });
});

it('knows whether a tool has its function with it', () => {
  const here = defineTool({ name: 'ping', execute: () => 'pong' });
  expectTypeOf(here.execute).toBeFunction();
  const inThread = defineTool({
    name: 'hash',
    input: z.object({ text: z.string() }),
    runIn: 'thread',
    module: new URL('./hash.js', import.meta.url),
    export: 'hash',
  });
  expectTypeOf(inThread.execute).extract<undefined>().toEqualTypeOf<undefined>();
  expectTypeOf(inThread).toExtend<AnyTool>();
  createExecutor({ tools: [here, inThread], threads: { maxThreads: 1, resourceLimits: undefined } });
  defineTool({ name: 'far', runIn: { run: async ({ args, context }, { signal }) => [args, context.carrier, signal] } });
  // @ts-expect-error A runner runs.
  defineTool({ name: 'far', runIn: {} });
});
