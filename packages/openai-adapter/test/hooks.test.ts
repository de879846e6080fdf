import { createExecutor, defineTool } from '@parallel-tools/executor';
import { settle } from '@parallel-tools/executor/testing';
import { describe, expect, it } from 'vitest';
import { type ChatBody, executeToolCalls, type RunChatOptions, runChat } from '../src/index.js';
import { openReplayServer } from './open-replay-server.js';
import { callChunk, chunk } from './replay-server.js';
import { answersOf, eventsOf, QUESTION, resultOf, testExecutor } from './support.js';

const server = await openReplayServer();

const BODY = { model: 'm', messages: QUESTION };
const work = (id: string, args: string, name = 'work') => ({ id, name, arguments: args });

function chat(options: Partial<RunChatOptions>, body: Partial<ChatBody> = {}) {
  const executor = testExecutor();
  const run = runChat(server.client, { ...BODY, ...body } as ChatBody, { executor, ...options });
  return { executor, run };
}

describe.each([true, false])('repair, stream: %s', (stream) => {
  const body = { stream } as Partial<ChatBody>;

  it('is asked about arguments that are no JSON object; what it gives is executed, and in the transcript', async () => {
    server.script({ calls: [work('a', '{"n":1'), work('b', '{"n":2}'), work('c', '[]')] }, { text: 'ok' });
    const asked: string[] = [];
    const { run, executor } = chat(
      {
        repair: ({ arguments: text, toolName, callId, turn, problem }) => {
          asked.push(`${turn} ${callId} ${toolName} ${problem.slice(0, 17)}`);
          return text === '[]' ? null : `${text}}`;
        },
      },
      body,
    );
    const { messages, turns } = await resultOf(run);
    expect(asked).toEqual(['1 a work the arguments are', '1 c work the arguments are']);
    expect(executor.executed).toEqual([{ n: 1 }, { n: 2 }]);
    expect(answersOf(messages)).toEqual([
      'worked 1',
      'worked 2',
      expect.objectContaining({ code: 'invalid_arguments' }),
    ]);
    expect(messages[1]).toMatchObject({ tool_calls: [{ function: { arguments: '{"n":1}' } }, {}, {}] });
    expect(turns[0]?.calls[0]?.arguments).toBe('{"n":1');
  });

  it('is not asked about a tool that is not there, and what it gives is checked like the model’s', async () => {
    server.script({ calls: [work('a', '{', 'nope'), work('b', '{')] }, { text: 'ok' });
    const { run, executor } = chat({ repair: async () => '{"n":"x"}' }, body);
    const { messages } = await resultOf(run);
    expect(answersOf(messages)).toMatchObject([{ code: 'unknown_tool' }, { code: 'invalid_arguments' }]);
    expect(executor.executed).toEqual([]);
  });

  it('ends the run with what it throws', async () => {
    server.script({ calls: [work('a', '{'), work('b', '{"n":1}')] });
    const { run, executor } = chat({ repair: () => Promise.reject(new Error('no idea')) }, body);
    await expect(run.result).rejects.toThrow('no idea');
    expect([executor.executed, run.messages]).toEqual([[], QUESTION]);
  });

  it('is not waited for after an abort', async () => {
    const controller = new AbortController();
    server.script({ calls: [work('a', '{')] });
    const { run } = chat(
      {
        signal: controller.signal,
        repair: () => {
          controller.abort();
          return new Promise(() => undefined);
        },
      },
      body,
    );
    const { status, messages } = await resultOf(run);
    expect([status, answersOf(messages)]).toMatchObject(['aborted', [{ code: expect.any(String) }]]);
  });
});

describe('onUnknownTool', () => {
  it('answers in place of the tool, as a tool would, beside the calls of tools that are there', async () => {
    server.script({ calls: [work('a', '{"x":1}', 'far.away'), work('b', '{"n":2}')] }, { text: 'ok' });
    const { run } = chat({ onUnknownTool: async ({ toolName, arguments: text }) => ({ toolName, text }) });
    const { messages, batches } = await resultOf(run);
    expect(answersOf(messages)).toEqual(['{"toolName":"far.away","text":"{\\"x\\":1}"}', 'worked 2']);
    expect(batches[0]?.record.calls[0]?.errorCode).toBe('UNKNOWN_TOOL');
  });

  it.each<[string, NonNullable<RunChatOptions['onUnknownTool']>, string]>([
    ['it is told to', 'throw', 'the model asks for tool "nope" (call a)'],
    [
      'the function throws',
      () => {
        throw new Error('no such thing');
      },
      'no such thing',
    ],
  ])('ends the run when %s', async (_when, onUnknownTool, message) => {
    server.script({ calls: [work('a', '{}', 'nope')] });
    const { run } = chat({ onUnknownTool });
    await expect(run.result).rejects.toThrow(message);
    expect(run.messages).toEqual(QUESTION);
  });

  it('executes none of the others when it throws, and aborts what was started early', async () => {
    const signals: AbortSignal[] = [];
    const executed: string[] = [];
    const read = defineTool({
      name: 'read',
      effects: 'read',
      execute: (_args, { signal }) => {
        signals.push(signal);
        return new Promise(() => undefined);
      },
    });
    const write = defineTool({ name: 'write', execute: () => executed.push('write') });
    const executor = createExecutor({ tools: [read, write] });
    server.script({ calls: [work('a', '{}', 'read'), work('b', '{}', 'write'), work('c', '{}', 'nope')] });
    const { run } = chat({ executor, eager: 'read-only', onUnknownTool: 'throw' }, { stream: true });
    await expect(run.result).rejects.toMatchObject({ code: 'UNKNOWN_TOOL', toolName: 'nope', callId: 'c' });
    expect([executed, signals.map(({ aborted }) => aborted)]).toEqual([[], [true]]);
  });

  it('is not waited for after an abort', async () => {
    const controller = new AbortController();
    server.script({ calls: [work('a', '{}', 'nope')] });
    const { run } = chat({
      signal: controller.signal,
      onUnknownTool: () => {
        controller.abort();
        return new Promise(() => undefined);
      },
    });
    expect((await resultOf(run)).status).toBe('aborted');
  });

  it('takes nothing else', () => {
    expect(() => chat({ onUnknownTool: 'ignore' as never })).toThrow('onUnknownTool must be');
  });
});

describe('a call that holds others', () => {
  const uses = (...uses: object[]) => JSON.stringify({ tool_uses: uses });
  const use = (n: unknown, name = 'functions.work') => ({ recipient_name: name, parameters: { n } });

  it.each(['multi_tool_use.parallel', 'parallel'])('has those executed, and is answered once: %s', async (name) => {
    server.script({ calls: [work('w', uses(use(1), use('x'), use(3)), name), work('b', '{"n":4}')] }, { text: 'ok' });
    const { run, executor } = chat({});
    const { messages, batches } = await resultOf(run);
    expect(executor.executed).toEqual([{ n: 1 }, { n: 3 }, { n: 4 }]);
    const [answer, other] = answersOf(messages);
    expect(other).toBe('worked 4');
    expect(JSON.parse(String(answer))).toEqual([
      { recipient_name: 'functions.work', output: 'worked 1' },
      { recipient_name: 'functions.work', output: { error: expect.objectContaining({ code: 'invalid_arguments' }) } },
      { recipient_name: 'functions.work', output: 'worked 3' },
    ]);
    expect(messages[1]).toMatchObject({ tool_calls: [{ id: 'w' }, { id: 'b' }] });
    expect(batches[0]?.record.calls.map(({ callId }) => callId)).toEqual(['w.1', 'w.2', 'w.3', 'b']);
  });

  it('is asked about call by call, and counted so', async () => {
    const calls = [work('w', uses(use(1), use(2)), 'multi_tool_use.parallel')];
    server.script({ calls }, { text: 'ok' });
    const { run, executor } = chat({ onToolCall: ({ callId }) => (callId === 'w.1' ? { deny: 'no' } : 'allow') });
    await resultOf(run);
    expect(executor.executed).toEqual([{ n: 2 }]);
    server.script({ calls });
    expect((await resultOf(chat({ maxCalls: 1 }).run)).status).toBe('max_calls');
  });

  it.each([
    ['no list', '{"tool_uses":{}}'],
    ['an empty list', '{"tool_uses":[]}'],
    ['no JSON', '{"tool_uses":['],
  ])('is an unknown tool with %s', async (_what, args) => {
    server.script({ calls: [work('w', args, 'multi_tool_use.parallel')] }, { text: 'ok' });
    expect(answersOf((await resultOf(chat({}).run)).messages)).toMatchObject([{ code: 'unknown_tool' }]);
  });

  it('holds anything: what is no call is an error of its own', async () => {
    server.script(
      { calls: [work('w', '{"tool_uses":[null,{"recipient_name":"work","parameters":"x"}]}', 'parallel')] },
      { text: 'ok' },
    );
    const [answer] = answersOf((await resultOf(chat({}).run)).messages);
    expect(JSON.parse(String(answer))).toMatchObject([
      { output: { error: { code: 'unknown_tool' } } },
      { output: { error: { code: 'invalid_arguments' } } },
    ]);
  });

  it('is a tool like others where the executor has one of that name', async () => {
    const executor = createExecutor({ tools: [defineTool({ name: 'parallel', execute: () => 'mine' })] });
    server.script({ calls: [work('w', uses(use(1)), 'parallel')] }, { text: 'ok' });
    expect(answersOf((await resultOf(chat({ executor }).run)).messages)).toEqual(['mine']);
  });

  it('keeps ids apart from those that the server gave', async () => {
    server.script({ calls: [work('w', uses(use(1)), 'parallel'), work('w.1', '{"n":2}')] }, { text: 'ok' });
    const { run, executor } = chat({});
    await resultOf(run);
    expect(executor.executed).toEqual([{ n: 1 }, { n: 2 }]);
  });

  it('lets nothing after it start early, and has all executed once', async () => {
    const executed: unknown[] = [];
    const read = defineTool({ name: 'read', effects: 'read', execute: (args) => executed.push(args) });
    const executor = createExecutor({ tools: [read] });
    const hold = Promise.withResolvers<void>();
    const begin = (index: number, name: string, args: string) =>
      callChunk({ index, id: `c${index}`, function: { name, arguments: args } });
    const chunks = [
      begin(0, 'read', '{"n":0}'),
      begin(1, 'parallel', uses(use(1, 'functions.read'), use(2, 'read'))),
      begin(2, 'read', '{"n":3}'),
      begin(3, 'read', '{"n":4}'),
      hold.promise,
      chunk({}, 'tool_calls'),
    ];
    server.script({ chunks }, { text: 'ok' });
    const { run } = chat({ executor, eager: 'read-only' }, { stream: true });
    for await (const event of run) if (event.type === 'call-start' && event.callId === 'c3') break;
    while (executed.length === 0) await settle();
    expect(executed).toEqual([{ n: 0 }]);
    hold.resolve();
  });

  it('is unpacked in a loop of one’s own, too', async () => {
    const toolCall = { id: 'w', type: 'function' as const, function: { name: 'parallel', arguments: uses(use(1)) } };
    const [message] = await executeToolCalls([toolCall], { executor: testExecutor() });
    expect(message).toMatchObject({ tool_call_id: 'w', content: expect.stringContaining('worked 1') });
  });
});

describe.each([true, false])('the last turn, stream: %s', (stream) => {
  const body = { stream } as Partial<ChatBody>;

  it('is followed by one in which the model may ask for nothing, for a final answer', async () => {
    server.script({ calls: [work('a', '{"n":1}')] }, { text: 'so be it' });
    const { run, executor } = chat({ maxTurns: 1, onMaxTurns: 'final-answer' }, { ...body, tool_choice: 'required' });
    const { status, text, messages, turns } = await resultOf(run);
    expect([status, text, turns.length, executor.executed]).toEqual(['max_turns', 'so be it', 2, []]);
    expect(server.requests.map(({ tool_choice }) => tool_choice)).toEqual(['required', 'none']);
    expect(messages.at(-1)).toMatchObject({ role: 'assistant', content: 'so be it' });
    expect((await eventsOf(run)).at(-1)).toEqual({ type: 'run-end', status: 'max_turns' });
  });

  it('has its calls executed where that is asked for, with or without an answer after it', async () => {
    server.script({ calls: [work('a', '{"n":1}')] });
    const first = chat({ maxTurns: 1, executeOnLastTurn: true, eager: 'read-only' }, body);
    const { status, messages } = await resultOf(first.run);
    expect([status, answersOf(messages)]).toEqual(['max_turns', ['worked 1']]);
    server.script({ calls: [work('a', '{"n":1}')] }, { text: 'done' });
    const second = chat({ maxTurns: 1, executeOnLastTurn: true, onMaxTurns: 'final-answer' }, body);
    const result = await resultOf(second.run);
    expect([result.status, result.text, answersOf(result.messages)]).toEqual(['max_turns', 'done', ['worked 1']]);
  });

  it('executes nothing that the model asks for all the same, and ends as its final answer does', async () => {
    server.script({ calls: [work('a', '{"n":1}')] }, { calls: [work('b', '{"n":2}')] });
    const { run, executor } = chat({ maxTurns: 1, onMaxTurns: 'final-answer', eager: 'read-only' }, body);
    const { status, messages } = await resultOf(run);
    expect([status, executor.executed, answersOf(messages).length]).toEqual(['max_turns', [], 2]);
    server.script({ calls: [work('a', '{"n":1}')] }, { text: 'too lo', finishReason: 'length' });
    expect((await resultOf(chat({ maxTurns: 1, onMaxTurns: 'final-answer' }, body).run)).status).toBe('length');
  });

  it('is no last turn when the model is done', async () => {
    server.script({ text: 'hi' });
    const { status } = await resultOf(chat({ maxTurns: 1, onMaxTurns: 'final-answer' }, body).run);
    expect([status, server.requests.length]).toEqual(['completed', 1]);
    expect(() => chat({ onMaxTurns: 'go-on' as never })).toThrow('onMaxTurns must be');
  });
});

describe('fields outside the API', () => {
  const signature = (text: string) => ({ google: { thought_signature: text } });

  it('are kept on a message with calls, put together from their pieces', async () => {
    const call = (index: number, delta: object) => callChunk({ index, ...delta });
    const chunks = [
      chunk({ reasoning_content: 'I think ', reasoning_details: [{ type: 'reasoning.text', text: 'I think ' }] }),
      chunk({ reasoning_content: 'so.', reasoning_details: [{ type: 'reasoning.text', text: 'so.' }], odd: 1 }),
      call(0, { id: 'a', function: { name: 'work', arguments: '{"n":' }, extra_content: signature('A') }),
      call(0, { function: { arguments: '1}' }, odd: 1 }),
      call(1, { id: 'b', function: { name: 'work', arguments: '{"n":2}' } }),
      chunk({}, 'tool_calls'),
    ];
    server.script({ chunks }, { chunks: [chunk({ reasoning_content: 'hm', content: 'ok' }), chunk({}, 'stop')] });
    const { messages } = await chat({}, { stream: true }).run.result;
    expect(messages[1]).toEqual({
      role: 'assistant',
      content: null,
      reasoning_content: 'I think so.',
      reasoning_details: [
        { type: 'reasoning.text', text: 'I think ' },
        { type: 'reasoning.text', text: 'so.' },
      ],
      tool_calls: [
        { id: 'a', type: 'function', function: { name: 'work', arguments: '{"n":1}' }, extra_content: signature('A') },
        { id: 'b', type: 'function', function: { name: 'work', arguments: '{"n":2}' } },
      ],
    });
    expect(server.requests[1]?.messages[1]).toEqual(messages[1]);
    expect(messages.at(-1)).toEqual({ role: 'assistant', content: 'ok' });
    server.requests.length = 0;
  });

  it('are those that the user names, of a reply that comes whole as well', async () => {
    const message = {
      role: 'assistant',
      content: null,
      thoughts: ['hm'],
      reasoning_content: 'hm',
      tool_calls: [{ id: 'a', type: 'function', function: { name: 'work', arguments: '{"n":1}' } }],
    };
    const whole = { choices: [{ index: 0, message, finish_reason: 'tool_calls' }] };
    server.script({ status: 200, body: whole }, { text: 'ok' });
    const { messages } = await chat({ replayFields: ['thoughts'] }).run.result;
    const { reasoning_content: _, ...kept } = message;
    expect(messages[1]).toEqual(kept);
    server.requests.length = 0;
  });

  it('are none where a user wants none', async () => {
    server.script(
      {
        chunks: [
          chunk({ reasoning_content: 'x' }),
          callChunk({ index: 0, id: 'a', function: { name: 'ping', arguments: '{}' } }),
          chunk({}, 'tool_calls'),
        ],
      },
      { text: 'ok' },
    );
    await resultOf(chat({ replayFields: [] }, { stream: true }).run);
  });
});
