import { AIMessage, ToolMessage } from '@langchain/core/messages';
import type { ToolCall } from '@langchain/core/messages/tool';
import { type StructuredToolInterface, tool } from '@langchain/core/tools';
import { Command, interrupt, MemorySaver, MessagesAnnotation, START, StateGraph } from '@langchain/langgraph';
import { createExecutor } from '@parallel-tools/executor';
import { type AgentMiddleware, createAgent, createMiddleware, fakeModel, toolRetryMiddleware } from 'langchain';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { ToolNode } from '../src/index.js';
import { toolExecutorMiddleware } from '../src/middleware.js';
import { CHAIN, CHAIN_ANSWERS, call, HELLO, mail, TOOLS, texts } from './reference-chain.js';
import { asking, memoryRecorder, runNode, toolMessages } from './support.js';

describe('in ToolNode', () => {
  const node = (tools: StructuredToolInterface[], options = {}) =>
    new ToolNode(tools, { references: true, ...options });

  it.each([1, 2, undefined])('fills outputs into the arguments of later calls, at limit %s', async (maxConcurrency) => {
    const messages = await runNode(node(TOOLS, maxConcurrency === undefined ? {} : { maxConcurrency }), CHAIN);
    expect(messages.map(({ text }) => text)).toEqual(CHAIN_ANSWERS);
  });

  it('takes arguments as they are unless references are on', async () => {
    const [, message] = await runNode(new ToolNode(TOOLS), CHAIN);
    expect(message).toMatchObject({ status: 'error', text: expect.stringContaining('did not match expected schema') });
  });

  it('tells the model of references that lead nowhere, so that it can mend them, and runs the rest', async () => {
    const messages = await runNode(node(TOOLS), [
      call('user', { name: 'Ada' }, 'a'),
      call('orders', { userId: { $ref: '1', path: '/number' } }, 'b'),
      call('mail', { text: '${calls.nobody}' }, 'c'),
      call('mail', { text: '${calls.5}' }, 'd'),
      call('orders', { userId: '${calls.1.tags[0]}' }, 'e'),
      call('mail', { text: '${calls.b}' }, 'f'),
      call('mail', { text: 'fine' }, 'g'),
    ]);
    expect(messages.map(({ status }) => status)).toEqual(['success', ...Array(5).fill('error'), 'success']);
    expect(messages[1]?.text).toContain('its output is an object with the keys "id", "tags"');
    expect(messages[2]?.text).toContain('no call is named "nobody"');
    expect(messages[3]?.text).toContain('no call is named "5"');
    expect(messages[4]?.text).toContain('expected number, received string');
    expect(messages[5]?.text).toContain('Not run: call b, on which it depends, failed');
    for (const message of messages.slice(1, 6)) expect(message.text).toContain('Please fix your mistakes.');
  });

  it('throws them where errors are not handled', async () => {
    const strict = node(TOOLS, { handleToolErrors: false });
    await expect(runNode(strict, [call('mail', { text: '${calls.x}' }, 'a')])).rejects.toMatchObject({
      code: 'INVALID_REFERENCE',
    });
  });

  it('takes a text for a number where a tool wants one, and leaves it a text where not', async () => {
    const give = tool(({ text }) => text, { name: 'give', description: 'd', schema: z.object({ text: z.string() }) });
    const sum = tool(({ a, b }) => a + b.length, {
      name: 'sum',
      description: 'd',
      schema: z.object({ a: z.number(), b: z.array(z.boolean()) }),
    });
    const messages = await runNode(node([give, sum]), [
      call('give', { text: '42' }, 'a'),
      call('give', { text: 'true' }, 'b'),
      call('sum', { a: { $ref: '1', path: '' }, b: ['${calls.2}', false] }, 'c'),
      call('give', { text: { $ref: '1', path: '' } }, 'd'),
      call('sum', { a: 'forty', b: ['${calls.2}'] }, 'e'),
    ]);
    expect(messages.map(({ text }) => text).slice(0, 4)).toEqual(['42', 'true', '44', '42']);
    expect(messages[4]?.status).toBe('error');
  });

  it('sees the message in a Command, and the texts of content blocks', async () => {
    const commands = tool(
      (_args, { toolCall }) =>
        new Command({ update: { messages: [new ToolMessage({ content: '{"id":8}', tool_call_id: toolCall.id })] } }),
      { name: 'commands', description: 'd', schema: z.object({}) },
    );
    const silent = tool(() => new Command({ update: { flag: true } }), {
      name: 'silent',
      description: 'd',
      schema: z.object({}),
    });
    const blocks = tool(() => [{ type: 'text', text: 'block' }], {
      name: 'blocks',
      description: 'd',
      schema: z.object({}),
    });
    const outputs = (await node([commands, silent, blocks, mail]).invoke([
      asking(
        call('commands', {}, 'a'),
        call('silent', {}, 's'),
        call('blocks', {}, 'b'),
        call('mail', { text: '${calls.a.id} ${calls.blocks}' }, 'c'),
        call('mail', { text: '${calls.s.id}' }, 'd'),
      ),
    ])) as unknown as ToolMessage[][];
    expect(outputs[3]?.[0]?.text).toBe('sent: 8 block');
    expect(outputs[4]?.[0]).toMatchObject({ status: 'error' });
  });

  it('reads the notations that are named', async () => {
    const rewoo = new ToolNode(TOOLS, { references: { notations: ['rewoo'] } });
    const messages = await runNode(rewoo, [call('mail', { text: 'x' }, 'a'), call('mail', { text: '#E1!' }, 'b')]);
    expect(messages[1]?.text).toBe('sent: sent: x!');
    expect(() => new ToolNode(TOOLS, { references: { notations: ['nope' as never] } })).toThrow('references.notations');
  });

  it('names calls by their places in the message, also those that have an answer', async () => {
    const messages = [
      asking(...CHAIN, call('mail', { text: '${calls.4.x}' }, 'd')),
      new ToolMessage({ content: '{"id":7}', tool_call_id: 'a' }),
      new ToolMessage({ content: 'refused', tool_call_id: 'd', status: 'error' }),
    ];
    const answers = await node(TOOLS).invoke(messages);
    expect(texts(answers)).toEqual(['[{"item":"item 7"}]', 'sent: You ordered item 7.']);
  });

  it('keeps the places where dependsOn asks for another order', async () => {
    const ordered = node(TOOLS, { toolOptions: { mail: { dependsOn: ['user'] } } });
    const messages = await runNode(ordered, [
      call('mail', { text: 'plain' }, 'm'),
      call('user', { name: 'Ada' }, 'a'),
      call('orders', { userId: { $ref: '2', path: '/id' } }, 'b'),
      call('mail', { text: '${calls.1}' }, 'c'),
    ]);
    expect(messages[2]?.text).toBe('[{"item":"item 3"}]');
    expect(messages[3]?.text).toBe('sent: sent: plain');
  });

  it('works with an executor that knows nothing of references, and records what waited for what', async () => {
    const recorder = memoryRecorder();
    const executor = createExecutor({ tools: [], recorder });
    await runNode(node(TOOLS, { executor }), CHAIN);
    expect(recorder.records[0]?.edges).toEqual([
      { from: 1, to: 2, reason: 'reference' },
      { from: 2, to: 3, reason: 'reference' },
    ]);
    await executor.close();
  });

  it('resumes a durable batch with the outputs that were kept', async () => {
    const approve = tool(({ id }) => `user ${id}: ${interrupt('sure?')}`, {
      name: 'approve',
      description: 'd',
      schema: z.object({ id: z.number() }),
    });
    const graph = new StateGraph(MessagesAnnotation)
      .addNode('tools', node([...TOOLS, approve], { durable: true }))
      .addEdge(START, 'tools')
      .compile({ checkpointer: new MemorySaver() });
    const calls = [
      call('user', { name: 'Ada' }, 'a'),
      call('approve', { id: { $ref: '1', path: '/id' } }, 'b'),
      call('mail', { text: '${calls.2} ${calls.1.tags[0]}' }, 'c'),
    ];
    const thread = { configurable: { thread_id: 't' } };
    await graph.invoke({ messages: [asking(...calls)] }, thread);
    const { messages } = await graph.invoke(new Command({ resume: 'yes' }), thread);
    expect(texts(messages).slice(1)).toEqual(['user 3: yes', 'sent: user 3: yes vip']);
  });
});

describe('in createAgent', () => {
  const agentOf = (calls: ToolCall[], options: object = {}, others: unknown[] = [], version?: 'v1' | 'v2') =>
    createAgent({
      model: fakeModel()
        .respondWithTools(calls as never)
        .respond(new AIMessage('done')),
      tools: TOOLS,
      middleware: [toolExecutorMiddleware({ references: true, ...options }), ...others] as AgentMiddleware[],
      ...(version && { version }),
    });

  it.each([
    ['v1', agentOf(CHAIN, {}, [], 'v1')],
    ['v2', agentOf(CHAIN)],
    ['batch: true', agentOf(CHAIN, { batch: true })],
    ['batch: true at limit 1', agentOf(CHAIN, { batch: true, maxConcurrency: 1 })],
    ['v2 at limit 1', agentOf(CHAIN, { maxConcurrency: 1 })],
    ['v2, with a middleware that retries', agentOf(CHAIN, {}, [toolRetryMiddleware({ maxRetries: 1 })])],
  ])('fills outputs into the arguments of later calls: %s', async (_name, agent) => {
    const { messages } = await agent.invoke(HELLO);
    expect(texts(messages)).toEqual(CHAIN_ANSWERS);
    expect((messages[1] as AIMessage).tool_calls?.[1]?.args).toEqual({ userId: { $ref: '1', path: '/id' } });
  });

  it('tells the model of a wrong reference', async () => {
    const { messages } = await agentOf([call('mail', { text: '${calls.x}' }, 'a')]).invoke(HELLO);
    expect(toolMessages(messages)[0]).toMatchObject({
      status: 'error',
      text: expect.stringContaining('no call is named'),
    });
  });

  it('shows other middleware the filled arguments', async () => {
    const seen: unknown[] = [];
    const looking = createMiddleware({
      name: 'looking',
      wrapToolCall: (request, handler) => {
        seen.push(request.toolCall.args);
        return handler(request);
      },
    });
    await agentOf(CHAIN.slice(0, 2), {}, [looking]).invoke(HELLO);
    expect(seen).toEqual([{ name: 'Ada' }, { userId: 3 }]);
  });

  it.each([
    ['v1', {}, 'v1'],
    ['v2', {}, 'v2'],
    ['batch: true', { batch: true }, 'v2'],
  ] as const)('refers to what another middleware has answered: %s', async (_name, options, version) => {
    const answering = createMiddleware({
      name: 'answering',
      afterModel: ({ messages }) =>
        AIMessage.isInstance(messages.at(-1)) && (messages.at(-1) as AIMessage).tool_calls?.length
          ? { messages: [new ToolMessage({ content: '{"id":9}', tool_call_id: 'a' })] }
          : undefined,
    });
    const { messages } = await agentOf(CHAIN, options, [answering], version).invoke(HELLO);
    expect(texts(messages)).toEqual(['{"id":9}', '[{"item":"item 9"}]', 'sent: You ordered item 9.']);
  });

  it.each([{ batch: true }, { batch: true, durable: true }])(
    'runs what refers to an interrupted call once that has its answer: %j',
    async (options) => {
      const approve = tool(({ id }) => `user ${id}: ${interrupt('sure?')}`, {
        name: 'approve',
        description: 'd',
        schema: z.object({ id: z.number() }),
      });
      const calls = [
        call('user', { name: 'Ada' }, 'a'),
        call('approve', { id: { $ref: '1', path: '/id' } }, 'b'),
        call('mail', { text: '${calls.2} ${calls.1.tags[0]}' }, 'c'),
      ];
      const agent = createAgent({
        model: fakeModel()
          .respondWithTools(calls as never)
          .respond(new AIMessage('done')),
        tools: [...TOOLS, approve] as StructuredToolInterface[],
        middleware: [toolExecutorMiddleware({ references: true, ...options })] as AgentMiddleware[],
        checkpointer: new MemorySaver(),
      });
      const thread = { configurable: { thread_id: 't' } };
      const { __interrupt__ } = await agent.invoke(HELLO, thread);
      const resume = Object.fromEntries((__interrupt__ ?? []).map(({ id }) => [id, 'yes']));
      expect(Object.keys(resume).length).toBe(1);
      const { messages } = await agent.invoke(new Command({ resume }), thread);
      expect(texts(messages).slice(1)).toEqual(['user 3: yes', 'sent: user 3: yes vip']);
    },
  );
});
