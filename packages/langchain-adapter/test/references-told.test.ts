import { LLMock } from '@copilotkit/aimock';
import { SystemMessage } from '@langchain/core/messages';
import { DynamicTool, tool } from '@langchain/core/tools';
import { createReactAgent } from '@langchain/langgraph/prebuilt';
import { ChatOpenAI } from '@langchain/openai';
import { createAgent, providerStrategy } from 'langchain';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { ToolNode, withReferences } from '../src/index.js';
import { toolExecutorMiddleware } from '../src/middleware.js';
import { CHAIN, CHAIN_ANSWERS, HELLO, orders, TOOLS, texts } from './reference-chain.js';
import { loopOf } from './support.js';

describe('what the model is told', () => {
  const server = new LLMock({ port: 0 });
  const model = () =>
    new ChatOpenAI({ model: 'gpt-4o', apiKey: 'none', configuration: { baseURL: `${server.url}/v1` }, maxRetries: 0 });
  // biome-ignore lint/suspicious/noExplicitAny: the body of a request, of which each test reads something else.
  const body = (): any => server.getRequests()[0]?.body;
  const schemaOf = (name: string) =>
    // biome-ignore lint/suspicious/noExplicitAny: as above.
    body().tools.find((offered: any) => offered.function.name === name).function;

  beforeAll(async () => {
    const toolCalls = CHAIN.map(({ name, args, id }) => ({
      name,
      arguments: args as Record<string, unknown>,
      id: id as string,
    }));
    server.on({ hasToolResult: false }, { toolCalls });
    server.on({ hasToolResult: true }, { content: '{"answer":"done"}' });
    await server.start();
  });
  beforeEach(() => server.clearRequests());
  afterAll(() => server.stop());

  const node = new ToolNode(TOOLS, { references: true });
  const graph = () => {
    const bound = withReferences(model()).bindTools(TOOLS);
    return loopOf((messages) => bound.invoke([new SystemMessage('Be brief.'), ...messages]), node);
  };
  const middleware = [toolExecutorMiddleware({ references: true })];

  it.each([
    ['a StateGraph', () => graph()],
    [
      'createReactAgent',
      () => createReactAgent({ llm: withReferences(model()), tools: node, prompt: 'Be brief.' }) as unknown,
    ],
    [
      'createAgent',
      () => createAgent({ model: model(), tools: TOOLS, middleware, systemPrompt: 'Be brief.' }) as unknown,
    ],
    [
      'createAgent v1',
      () =>
        createAgent({ model: model(), tools: TOOLS, middleware, version: 'v1', systemPrompt: 'Be brief.' }) as unknown,
    ],
  ])('%s gets the words and the wider schemas, and one turn is enough', async (_name, agentOf) => {
    const { messages } = await (agentOf() as ReturnType<typeof graph>).invoke(HELLO);
    expect(texts(messages)).toEqual(CHAIN_ANSWERS);
    expect(server.getRequests().length).toBe(2);
    const [system] = body().messages;
    expect(system.role).toBe('system');
    expect(JSON.stringify(system.content)).toMatch(/Be brief\..*\{\\+"\$ref\\+": \\+"1\\+"/s);
    expect(body().messages.length).toBe(2);
    const { userId } = schemaOf('orders').parameters.properties;
    expect(userId).toMatchObject({
      description: 'of the user',
      anyOf: [{ type: 'number' }, { required: ['$ref', 'path'] }],
    });
    expect(schemaOf('mail').parameters.properties.text).toEqual({ type: 'string' });
    expect(orders.schema.safeParse({ userId: { $ref: '1' } }).success).toBe(false);
  });

  it('nothing where references are off', async () => {
    const agent = createAgent({ model: model(), tools: TOOLS, middleware: [toolExecutorMiddleware()] });
    await agent.invoke(HELLO);
    expect(JSON.stringify(body())).not.toContain('$ref');
    expect(body().messages.length).toBe(1);
  });

  it('in schemas that stay strict, with structured output by the provider', async () => {
    const agent = createAgent({
      model: model(),
      tools: TOOLS,
      middleware,
      responseFormat: providerStrategy({ schema: z.object({ answer: z.string() }), strict: true }),
    });
    const { structuredResponse, messages } = await agent.invoke(HELLO);
    expect(structuredResponse).toEqual({ answer: 'done' });
    expect(texts(messages)).toEqual(CHAIN_ANSWERS);
    for (const { function: offered } of body().tools) expectStrict(offered.parameters);
    expect(schemaOf('orders').strict).toBe(true);
  });

  it('through a model with bound settings, and tools of every kind', async () => {
    const plain = new DynamicTool({ name: 'plain', description: 'd', func: async (input) => input });
    const fromJson = tool((input) => JSON.stringify(input), {
      name: 'json',
      description: 'd',
      schema: { type: 'object', properties: { n: { type: 'integer' } }, required: ['n'] },
    });
    const agent = createAgent({
      model: model().withConfig({ stop: ['x'] }) as never,
      tools: [plain, fromJson, ...TOOLS],
      middleware,
    });
    await agent.invoke(HELLO);
    expect(body().stop).toEqual(['x']);
    expect(schemaOf('json').parameters.properties.n.anyOf.length).toBe(2);
    expect(schemaOf('plain').parameters.properties.input).toMatchObject({ type: 'string' });
    expect(schemaOf('orders').parameters.properties.userId.anyOf.length).toBe(2);
  });

  it('takes a text and a prompt as well as messages', async () => {
    await withReferences(model()).bindTools(TOOLS).invoke('go');
    expect(body().messages.map(({ role }: { role: string }) => role)).toEqual(['system', 'user']);
  });

  it('refuses what has no bindTools', () => {
    expect(() => withReferences({})).toThrow('withReferences needs a chat model with bindTools');
  });
});

/** As OpenAI asks: every object closed, and all its properties required. */
function expectStrict(schema: unknown): void {
  if (typeof schema !== 'object' || schema === null) return;
  const { type, properties, required, additionalProperties } = schema as Record<string, unknown>;
  if (type === 'object') {
    expect(additionalProperties).toBe(false);
    expect(required).toEqual(Object.keys(properties as object));
  }
  for (const part of Object.values(schema)) expectStrict(part);
}
