import { createExecutor, defineTool } from '@parallel-tools/executor';
import { gatedTool, settle } from '@parallel-tools/executor/testing';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type CallDecision, executeToolCalls, type RequestedCall, type RunChatOptions, runChat } from '../src/index.js';
import { checkTranscript } from './check-transcript.js';
import { openReplayServer } from './open-replay-server.js';
import { answersOf, eventsOf, QUESTION, resultOf, testExecutor } from './support.js';

const server = await openReplayServer();

const BODY = { model: 'm', messages: QUESTION };
const WORK = (...ns: number[]) => ns.map((n) => ({ id: `c${n}`, name: 'work', arguments: `{"n":${n}}` }));

function chat(onToolCall: RunChatOptions['onToolCall'], options: Partial<RunChatOptions> = {}, body = {}) {
  const executor = testExecutor();
  return {
    executor,
    run: runChat(server.client, { ...BODY, ...body }, { executor, onToolCall, ...options } as RunChatOptions),
  };
}

/** Answers questions when the test says so. */
function desk() {
  const asked = new Map<string, PromiseWithResolvers<CallDecision>>();
  const onToolCall = ({ callId }: RequestedCall) => {
    const question = Promise.withResolvers<CallDecision>();
    asked.set(callId, question);
    return question.promise;
  };
  return {
    onToolCall,
    asked,
    answer: (callId: string, decision: CallDecision) => asked.get(callId)?.resolve(decision),
  };
}

describe.each([true, false])('onToolCall, parallel calls: %s', (parallel_tool_calls) => {
  it('allows, denies with a reason that the model reads, and changes arguments', async () => {
    server.script({ calls: WORK(1, 2, 3) }, { text: 'ok' });
    const decisions: Record<string, CallDecision> = { c1: 'allow', c2: { deny: 'not today' }, c3: { args: { n: 30 } } };
    const { run, executor } = chat(({ callId }) => decisions[callId] ?? 'allow', {}, { parallel_tool_calls });
    const { messages } = await resultOf(run);
    expect(executor.executed).toEqual([{ n: 1 }, { n: 30 }]);
    expect(answersOf(messages)).toEqual([
      'worked 1',
      { code: 'denied', message: 'not executed: not today' },
      'worked 30',
    ]);
    const told = (await eventsOf(run)).flatMap((event) => (event.type === 'call-decided' ? [event.decision] : []));
    expect(told).toEqual(Object.values(decisions));
  });

  it('checks changed arguments as the model’s', async () => {
    server.script({ calls: WORK(1) }, { text: 'ok' });
    const { run } = chat(async () => ({ args: { n: 'x' } }), {}, { parallel_tool_calls });
    expect(answersOf((await resultOf(run)).messages)).toEqual([expect.objectContaining({ code: 'invalid_arguments' })]);
  });

  it('is asked for what could run alone', async () => {
    const asked: string[] = [];
    server.script(
      { calls: [{ id: 'a', name: 'nope' }, { id: 'b', name: 'ping', arguments: '{' }, ...WORK(1)] },
      { text: 'ok' },
    );
    const { run } = chat(
      ({ toolName, args, turn }) => {
        asked.push(`${turn} ${toolName} ${JSON.stringify(args)}`);
        return 'allow';
      },
      {},
      { parallel_tool_calls },
    );
    await resultOf(run);
    expect(asked).toEqual(['1 work {"n":1}']);
  });

  it.each([
    [
      'throws',
      () => {
        throw new Error('no desk');
      },
      'no desk',
    ],
    [
      'rejects',
      async () => {
        throw new Error('no desk');
      },
      'no desk',
    ],
    ['gives something else', () => true as never, "must give 'allow'"],
    ['gives nothing', async () => undefined as never, "must give 'allow'"],
  ])('ends the run with nothing executed when it %s', async (_how, onToolCall, message) => {
    server.script({ calls: WORK(1, 2) });
    const { run, executor } = chat(onToolCall as never, {}, { parallel_tool_calls });
    await expect(run.result).rejects.toThrow(message);
    expect(executor.executed).toEqual([]);
    checkTranscript(run.messages);
  });

  it('is not waited for after an abort', async () => {
    const { onToolCall, asked, answer } = desk();
    const controller = new AbortController();
    server.script({ calls: WORK(1, 2) });
    const { run, executor } = chat(onToolCall, { signal: controller.signal }, { parallel_tool_calls });
    while (asked.size === 0) await settle();
    controller.abort();
    const { status, messages } = await resultOf(run);
    answer('c1', 'allow');
    await settle();
    expect(status).toBe('aborted');
    expect(executor.executed).toEqual([]);
    expect(answersOf(messages)).toEqual([1, 2].map(() => ({ code: 'aborted', message: 'not executed: aborted' })));
  });
});

it('a call that waits for an answer holds up no other', async () => {
  const { onToolCall, asked, answer } = desk();
  const [asks, goes] = [gatedTool('asks'), gatedTool('goes')];
  const executor = createExecutor({ tools: [asks, goes] });
  server.script(
    {
      calls: [
        { id: 'a', name: 'asks' },
        { id: 'b', name: 'goes' },
      ],
    },
    { text: 'ok' },
  );
  const run = runChat(server.client, BODY, {
    executor,
    onToolCall: (call) => (call.toolName === 'asks' ? onToolCall(call) : 'allow'),
  });
  while (goes.startCount === 0 || asked.size === 0) await settle();
  goes.open();
  await settle();
  expect(asks.startCount).toBe(0);
  answer('a', 'allow');
  while (asks.startCount === 0) await settle();
  asks.open();
  expect(answersOf((await resultOf(run)).messages)).toEqual(['asks 0', 'goes 0']);
});

it('a call started early is asked about before, and its signal aborts when it turns out not to be meant', async () => {
  const { onToolCall, asked } = desk();
  const signals: AbortSignal[] = [];
  const read = defineTool({ name: 'read', effects: 'read', execute: () => 1 });
  const executor = createExecutor({ tools: [read] });
  server.script({
    calls: [
      { id: 'a', name: 'read' },
      { id: 'b', name: 'read' },
    ],
    finishReason: 'length',
  });
  const run = runChat(
    server.client,
    { ...BODY, stream: true },
    {
      executor,
      eager: 'read-only',
      onToolCall: (call) => {
        signals.push(call.signal);
        return onToolCall(call);
      },
    },
  );
  expect((await resultOf(run)).status).toBe('length');
  expect([[...asked.keys()], signals.map(({ aborted }) => aborted)]).toEqual([['a'], [true]]);
});

it('a loop of one’s own has it, too', async () => {
  const executor = testExecutor();
  const calls = [1, 2].map((n) => ({
    id: `c${n}`,
    type: 'function' as const,
    function: { name: 'work', arguments: `{"n":${n}}` },
  }));
  const onToolCall = ({ args }: RequestedCall): CallDecision =>
    (args as { n: number }).n === 1 ? { deny: 'one is odd' } : 'allow';
  const messages = await executeToolCalls(calls, { executor, onToolCall });
  expect(messages.map(({ content }) => content)).toEqual([expect.stringContaining('one is odd'), 'worked 2']);
});

it('a call whose arguments were changed keeps its place, and its output goes to those that refer to it', async () => {
  const order: string[] = [];
  const of = z.object({ of: z.string() });
  const tool = (name: string, resources: readonly { key: string; access: 'write' }[]) =>
    defineTool({
      name,
      input: of,
      resources,
      execute: ({ of: text }) => {
        order.push(`${name} ${text}`);
        return text;
      },
    });
  const disk = [{ key: 'disk', access: 'write' as const }];
  const executor = createExecutor({ references: true, tools: [tool('write', disk), tool('use', [])] });
  const { onToolCall, asked, answer } = desk();
  server.script(
    {
      calls: [
        { id: 'a', name: 'write', arguments: '{"of":"x"}' },
        { id: 'b', name: 'write', arguments: '{"of":"z"}' },
        { id: 'c', name: 'use', arguments: '{"of":{"$ref":"1","path":""}}' },
      ],
    },
    { text: 'ok' },
  );
  const run = runChat(server.client, BODY, {
    executor,
    references: true,
    onToolCall: (request) => (request.callId === 'a' ? onToolCall(request) : 'allow'),
  });
  while (asked.size === 0) await settle();
  answer('a', { args: { of: 'y' } });
  expect(answersOf((await resultOf(run)).messages)).toEqual(['y', 'z', 'y']);
  expect(order.indexOf('write y')).toBeLessThan(order.indexOf('write z'));
});

it('what depends on a denied call is skipped', async () => {
  const executor = createExecutor({
    references: true,
    tools: ['first', 'second'].map((name) =>
      defineTool({ name, input: z.object({ of: z.unknown().optional() }), execute: () => name }),
    ),
  });
  server.script(
    {
      calls: [
        { id: 'a', name: 'first' },
        { id: 'b', name: 'second', arguments: '{"of":{"$ref":"1","path":""}}' },
      ],
    },
    { text: 'ok' },
  );
  const run = runChat(server.client, BODY, {
    executor,
    references: true,
    onToolCall: ({ callId }) => (callId === 'a' ? { deny: 'no' } : 'allow'),
  });
  expect(answersOf((await resultOf(run)).messages)).toEqual([
    expect.objectContaining({ code: 'denied' }),
    { code: 'skipped', message: 'not executed: call a, which it needs, failed' },
  ]);
});
