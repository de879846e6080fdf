import { type BaseMessage, HumanMessage } from '@langchain/core/messages';
import type { ToolCall } from '@langchain/core/messages/tool';
import type { DynamicStructuredTool } from '@langchain/core/tools';
import { MultiServerMCPClient } from '@langchain/mcp-adapters';
import { createExecutor } from '@parallel-tools/executor';
import { AIMessage, createAgent, fakeModel } from 'langchain';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ToolNode, type ToolNodeOptions, wrapTools } from '../src/index.js';
import { toolExecutorMiddleware } from '../src/middleware.js';
import { toolDefaults } from '../src/tool-defaults.js';
import { callSteps, startStreamServer } from './stream-server.js';
import { memoryRecorder, runNode, toolMessages } from './support.js';

let client: MultiServerMCPClient;
let tools: DynamicStructuredTool[];
const toolOf = (name: string) => tools.find((tool) => tool.name === name) as DynamicStructuredTool;

beforeAll(async () => {
  client = new MultiServerMCPClient({
    test: {
      transport: 'stdio',
      command: process.execPath,
      args: [
        '--experimental-strip-types',
        '--disable-warning=ExperimentalWarning',
        `${import.meta.dirname}/mcp-server.ts`,
      ],
    },
  });
  tools = await client.getTools();
}, 60_000);
afterAll(() => client.close());

type Options = Pick<ToolNodeOptions, 'executor' | 'timeoutMs' | 'retry'>;
type Door = (calls: ToolCall[], options: Options) => Promise<(string | undefined)[]>;

const HELLO = { messages: [new HumanMessage('go')] };
const textsOf = (messages: BaseMessage[]) => toolMessages(messages).map(({ text }) => text);
const modelOf = (calls: ToolCall[]) => fakeModel().respondWithTools(calls).respond(new AIMessage('done'));

const DOORS: [string, Door][] = [
  ['ToolNode', async (calls, options) => (await runNode(new ToolNode(tools, options), calls)).map(({ text }) => text)],
  ...[false, true].map((batch): [string, Door] => [
    `toolExecutorMiddleware, batch: ${batch}`,
    async (calls, options) => {
      const middleware = [toolExecutorMiddleware({ ...options, batch })];
      return textsOf((await createAgent({ model: modelOf(calls), tools, middleware }).invoke(HELLO)).messages);
    },
  ]),
  [
    'wrapTools',
    async (calls, options) => {
      const agent = createAgent({ model: modelOf(calls), tools: wrapTools(tools, options) });
      return textsOf((await agent.invoke(HELLO)).messages);
    },
  ],
];

describe.each(DOORS)('tools of an MCP server through %s', (_name, door) => {
  it('answer', async () => {
    const calls = [1, 2, 3].map((n) => ({ id: `c${n}`, name: 'look', args: { n } }));
    expect(await door(calls, {})).toEqual(['looked 1', 'looked 2', 'looked 3']);
  });

  it('end at their timeout, and the server is told', async () => {
    const name = `of ${_name}`.replaceAll(' ', '_');
    const [answer] = await door([{ id: 'c1', name: 'hang', args: { name } }], { timeoutMs: 100 });
    expect(answer).toContain('Tool "hang" (call c1) gave no result within 100 ms');
    expect(await toolOf('cancelled').invoke({ name })).toBe('yes');
  });

  it('are retried where the server says that this is safe, and not where it does not', async () => {
    const recorder = memoryRecorder();
    const executor = createExecutor({ tools: [], recorder });
    const calls = ['save', 'put'].map((name) => ({ id: name, name, args: { n: 1 } }));
    const retry = { maxRetries: 3, initialDelayMs: 1 };
    const [, put] = await door(calls, { executor, retry });
    expect(put).toBe('put');
    const attempts = recorder.records.flatMap((record) =>
      record.calls.map(({ toolName, attempts }) => [toolName, attempts.length > 1]),
    );
    expect(Object.fromEntries(attempts)).toEqual({ save: false, put: expect.any(Boolean) });
  });
});

it('says of tools what their annotations say', () => {
  const annotated = (annotations: object) => toolDefaults({ name: 't', metadata: { annotations } });
  expect(tools.map((tool) => [tool.name, toolDefaults(tool)])).toEqual([
    ['look', { effects: 'read' }],
    ['save', {}],
    ['put', { idempotent: true }],
    ['hang', {}],
    ['cancelled', {}],
  ]);
  expect(annotated({ readOnlyHint: true, destructiveHint: true })).toEqual({ effects: 'write' });
  expect(annotated({ readOnlyHint: false, idempotentHint: false })).toEqual({ effects: 'write', idempotent: false });
  expect(annotated({ readOnlyHint: 'yes' })).toEqual({});
  expect(toolDefaults({ name: 't' })).toEqual({});
});

it('starts calls of tools that say they only read while the model streams, unless the options say otherwise', async () => {
  const server = await startStreamServer();
  const orderWith = async (effects?: 'write') => {
    const order: string[] = [];
    const executor = createExecutor({ tools: [] });
    executor.subscribe((event) => {
      if (event.type === 'attempt-start') order.push(event.callId);
    });
    const onReplyEnd = { handleLLMEnd: () => void order.push('reply'), awaitHandlers: true };
    server.script({ steps: [...callSteps(0, 'a', 'look'), ...callSteps(1, 'b', 'look')] });
    const toolOptions = effects === undefined ? {} : { look: { effects } };
    const agent = createAgent({
      model: server.model('chat'),
      tools,
      middleware: [toolExecutorMiddleware({ executor, eager: 'read-only', toolOptions })],
    });
    const { messages } = await agent.invoke(HELLO, { callbacks: [onReplyEnd] });
    expect(textsOf(messages)).toEqual(['looked 1', 'looked 2']);
    return order;
  };
  expect(await orderWith()).toEqual(['a', 'reply', 'b', 'reply']);
  expect(await orderWith('write')).toEqual(['reply', 'a', 'b', 'reply']);
  await server.close();
});
