import { createExecutor, defineTool, type ExecutorEvent } from '@parallel-tools/executor';
import { gatedTool, settle } from '@parallel-tools/executor/testing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type ChatBody, runChat } from '../src/index.js';
import { checkTranscript } from './check-transcript.js';
import { openReplayServer } from './open-replay-server.js';
import type { ScriptedReply } from './replay-server.js';
import { answersOf, eventsOf, QUESTION, resultOf, testExecutor } from './support.js';

const WORK = (...ns: number[]) => ns.map((n) => ({ id: `c${n}`, name: 'work', arguments: `{"n":${n}}` }));

const server = await openReplayServer();

const BODY = { model: 'm', messages: QUESTION };

describe.each([
  ['streaming', { ...BODY, stream: true }],
  ['not streaming', { ...BODY, stream: false }],
] as [string, ChatBody][])('runChat, %s', (_mode, body) => {
  const run = (options: Partial<Parameters<typeof runChat>[2]> = {}, more: Partial<ChatBody> = {}) =>
    runChat(server.client, { ...body, ...more } as ChatBody, { executor: testExecutor(), ...options });

  it('executes the calls of a turn and goes on until the model asks for none', async () => {
    server.script({ text: 'let me see', calls: WORK(1, 2) }, { calls: WORK(3) }, { text: 'all done' });
    const executor = testExecutor();
    const result = await resultOf(run({ executor }));
    expect(result).toMatchObject({ status: 'completed', text: 'all done' });
    expect(executor.executed).toEqual([{ n: 1 }, { n: 2 }, { n: 3 }]);
    expect(result.messages).toEqual([
      ...QUESTION,
      {
        role: 'assistant',
        content: 'let me see',
        tool_calls: [
          { id: 'c1', type: 'function', function: { name: 'work', arguments: '{"n":1}' } },
          { id: 'c2', type: 'function', function: { name: 'work', arguments: '{"n":2}' } },
        ],
      },
      { role: 'tool', tool_call_id: 'c1', content: 'worked 1' },
      { role: 'tool', tool_call_id: 'c2', content: 'worked 2' },
      {
        role: 'assistant',
        content: null,
        tool_calls: [{ id: 'c3', type: 'function', function: { name: 'work', arguments: '{"n":3}' } }],
      },
      { role: 'tool', tool_call_id: 'c3', content: 'worked 3' },
      { role: 'assistant', content: 'all done' },
    ]);
    expect(result.turns.map(({ turn, finishReason, calls }) => [turn, finishReason, calls.length])).toEqual([
      [1, 'tool_calls', 2],
      [2, 'tool_calls', 1],
      [3, 'stop', 0],
    ]);
    expect(result.batches.map(({ results }) => results.length)).toEqual([2, 1]);
    expect(server.requests.map(({ messages }) => messages.length)).toEqual([1, 4, 6]);
  });

  it('runs the calls of a turn at the same time and answers in call order, whichever ends first', async () => {
    const [slow, fast] = [gatedTool('slow'), gatedTool('fast')];
    const executor = createExecutor({ tools: [slow, fast] });
    server.script(
      {
        calls: [
          { id: 'a', name: 'slow' },
          { id: 'b', name: 'fast' },
        ],
      },
      { text: 'ok' },
    );
    const chat = run({ executor });
    for await (const event of chat) {
      if (event.type !== 'tool-event') continue;
      if (event.event.type === 'attempt-start' && slow.inFlight + fast.inFlight < 2) await settle();
      if (event.event.type === 'attempt-start' && event.event.toolName === 'fast') fast.open();
      if (event.event.type === 'call-end' && event.event.toolName === 'fast') {
        expect(slow.inFlight).toBe(1);
        slow.open();
      }
    }
    expect(answersOf((await resultOf(chat)).messages)).toEqual(['slow 0', 'fast 0']);
  });

  it('sends the body as it is, with the executor’s tools after its own', async () => {
    const own = { type: 'function', function: { name: 'work', description: 'mine', parameters: {} } } as const;
    server.script({ text: 'ok' });
    await resultOf(run({}, { temperature: 0.5, tools: [own], parallel_tool_calls: true }));
    const { stream_options, ...sent } = server.requests[0] as ChatBody;
    expect(sent).toMatchObject({ model: 'm', messages: QUESTION, temperature: 0.5, parallel_tool_calls: true });
    expect(sent.tools?.[0]).toEqual(own);
    expect(sent.tools?.map((tool) => (tool.type === 'function' ? tool.function.name : null))).toEqual([
      'work',
      'ping',
      'boom',
    ]);
    expect(stream_options).toEqual(body.stream ? { include_usage: true } : undefined);
  });

  it('sends no tools where there are none', async () => {
    server.script({ text: 'ok' });
    await resultOf(run({ executor: createExecutor({ tools: [] }) }));
    expect(server.requests[0]).not.toHaveProperty('tools');
  });

  it('leaves the user’s body, messages and tools alone', async () => {
    const frozen = Object.freeze({
      ...body,
      messages: Object.freeze([...QUESTION]),
      tools: Object.freeze([]),
    }) as unknown as ChatBody;
    server.script({ calls: WORK(1) }, { text: 'ok' });
    await resultOf(runChat(server.client, frozen, { executor: testExecutor() }));
  });

  it('answers arguments that are no JSON object with an error, and their siblings with their results', async () => {
    const executor = testExecutor();
    const calls = ['{"n":', '[1]', 'null', '{"n":"x"}', '{"n":1}'].map((text, n) => ({
      id: `c${n}`,
      name: 'work',
      arguments: text,
    }));
    server.script({ calls }, { text: 'ok' });
    const { messages, status } = await resultOf(run({ executor }));
    expect(status).toBe('completed');
    expect(executor.executed).toEqual([{ n: 1 }]);
    expect(answersOf(messages)).toEqual([
      { code: 'invalid_arguments', message: expect.stringContaining('not valid JSON') },
      { code: 'invalid_arguments', message: expect.stringContaining('no object') },
      { code: 'invalid_arguments', message: expect.stringContaining('no object') },
      { code: 'invalid_arguments', message: expect.anything(), issues: [{ path: 'n', message: expect.anything() }] },
      'worked 1',
    ]);
  });

  it('never reads broken arguments as none, even where the tool would take none', async () => {
    const executor = testExecutor();
    server.script({ calls: [{ id: 'c1', name: 'ping', arguments: '{' }] }, { text: 'ok' });
    await resultOf(run({ executor }));
    expect(executor.executed).toEqual([]);
  });

  it('reads no text at all as no arguments, which the tool’s schema may still refuse', async () => {
    const executor = testExecutor();
    const calls = [
      { id: 'c1', name: 'ping', arguments: '' },
      { id: 'c2', name: 'work', arguments: '' },
    ];
    server.script({ calls }, { text: 'ok' });
    const { messages } = await resultOf(run({ executor }));
    expect(executor.executed).toEqual([{}]);
    expect(answersOf(messages)).toEqual(['pong', expect.objectContaining({ code: 'invalid_arguments' })]);
  });

  it('tells the model which tools there are when it asks for another', async () => {
    server.script({ calls: [{ id: 'c1', name: 'multi_tool_use.parallel' }, ...WORK(2)] }, { text: 'ok' });
    const { messages } = await resultOf(run());
    expect(answersOf(messages)).toEqual([
      { code: 'unknown_tool', message: expect.stringMatching(/"work", "ping", "boom"/) },
      'worked 2',
    ]);
  });

  it('repeats a name that the model made up as one that servers take', async () => {
    const names = ['no tool!', 'ünï', 'x'.repeat(70), ''];
    server.script({ calls: names.map((name, n) => ({ id: `c${n}`, name })) }, { text: 'ok' });
    const { messages, turns } = await resultOf(run());
    const [, asked] = messages;
    const sent = asked?.role === 'assistant' ? asked.tool_calls : [];
    expect(sent?.map((call) => (call.type === 'function' ? call.function.name : null))).toEqual([
      'no_tool_',
      '_n_',
      'x'.repeat(64),
      'unknown',
    ]);
    expect(turns[0]?.calls.map(({ name }) => name)).toEqual(names);
  });

  it('repeats arguments that are no JSON object as one, with their text in it', async () => {
    const texts = ['{"n":', '[1]', ' ', ' {"n": 1} '];
    server.script({ calls: texts.map((text, n) => ({ id: `c${n}`, name: 'work', arguments: text })) }, { text: 'ok' });
    const { messages } = await resultOf(run());
    const [, asked] = messages;
    const sent = asked?.role === 'assistant' ? asked.tool_calls : [];
    expect(sent?.map((call) => (call.type === 'function' ? call.function.arguments : null))).toEqual([
      '{"unparsed_arguments":"{\\"n\\":"}',
      '{"unparsed_arguments":"[1]"}',
      '{}',
      ' {"n": 1} ',
    ]);
  });

  it('gives a tool’s error and its timeout to the model in short, without a stack', async () => {
    const hang = defineTool({ name: 'hang', timeoutMs: 1, execute: () => new Promise(() => {}) });
    const long = defineTool({ name: 'long', execute: () => Promise.reject(new Error('x'.repeat(100_000))) });
    const executor = createExecutor({ tools: [hang, long, ...testExecutor().tools] });
    server.script({ calls: ['boom', 'hang', 'long'].map((name) => ({ id: name, name })) }, { text: 'ok' });
    const { messages } = await resultOf(run({ executor }));
    expect(answersOf(messages)).toEqual([
      { code: 'tool_failed', message: 'Tool "boom" (call boom) failed: it broke' },
      { code: 'tool_timeout', message: 'no result within 1 ms' },
      { code: 'tool_failed', message: expect.stringMatching(/^.{1,2100}$/) },
    ]);
  });

  it('writes outputs as text: text as it is, else JSON, nothing for undefined, an error for what JSON cannot hold', async () => {
    const cycle: { self?: object } = {};
    cycle.self = cycle;
    const outputs = ['text', { a: 1 }, null, undefined, 10n, cycle, () => 1, 'half \ud800'];
    const tools = outputs.map((output, n) => defineTool({ name: `t${n}`, execute: () => output }));
    server.script({ calls: tools.map(({ name }) => ({ id: name, name })) }, { text: 'ok' });
    const { messages } = await resultOf(run({ executor: createExecutor({ tools }) }));
    const unserialisable = expect.objectContaining({ code: 'unserialisable_output' });
    expect(answersOf(messages)).toEqual([
      'text',
      '{"a":1}',
      'null',
      '',
      unserialisable,
      unserialisable,
      unserialisable,
      'half \ufffd',
    ]);
  });

  it.each(['length', 'content_filter'] as const)('executes nothing when the reply ends by %s', async (finishReason) => {
    const executor = testExecutor();
    server.script({ text: 'I will', calls: WORK(1, 2), finishReason });
    const result = await resultOf(run({ executor }));
    expect(result).toMatchObject({ status: finishReason, text: 'I will', batches: [] });
    expect(result.messages).toEqual([...QUESTION, { role: 'assistant', content: 'I will' }]);
    expect(result.turns[0]?.calls).toHaveLength(2);
    expect(executor.executed).toEqual([]);
  });

  it.each([null, 'error', 'function_call'])('executes nothing when the finish reason is %s', async (finishReason) => {
    const executor = testExecutor();
    server.script({ calls: WORK(1), finishReason });
    const { status, messages } = await resultOf(run({ executor }));
    expect([status, messages, executor.executed]).toEqual(['incomplete', QUESTION, []]);
  });

  it('executes calls that come with the finish reason stop', async () => {
    const executor = testExecutor();
    server.script({ calls: WORK(1), finishReason: 'stop' }, { text: 'ok' });
    expect(await resultOf(run({ executor }))).toMatchObject({ status: 'completed' });
    expect(executor.executed).toEqual([{ n: 1 }]);
  });

  it('ends with a refusal, and executes none of its calls', async () => {
    const executor = testExecutor();
    server.script({ refusal: 'I cannot', calls: WORK(1) });
    const { status, text, messages } = await resultOf(run({ executor }));
    expect([status, text]).toEqual(['refusal', 'I cannot']);
    expect(messages.at(-1)).toEqual({ role: 'assistant', content: null, refusal: 'I cannot' });
    expect(executor.executed).toEqual([]);
  });

  it('answers the calls of the last turn without executing them', async () => {
    const executor = testExecutor();
    server.script({ calls: WORK(1) }, { calls: WORK(2, 3) });
    const { status, messages } = await resultOf(run({ executor, maxTurns: 2 }));
    expect(status).toBe('max_turns');
    expect(executor.executed).toEqual([{ n: 1 }]);
    const notExecuted = { code: 'not_executed', message: 'not executed: the run ended after turn 2, its last' };
    expect(answersOf(messages)).toEqual(['worked 1', notExecuted, notExecuted]);
    expect(server.requests).toHaveLength(2);
  });

  it('asks ten times unless told otherwise', async () => {
    server.script(...Array.from({ length: 11 }, (_, n) => ({ calls: WORK(n) })));
    expect(await resultOf(run())).toMatchObject({ status: 'max_turns' });
    expect(server.requests).toHaveLength(10);
  });

  it('makes ids up where they are missing, blank or repeated, also between turns, and keeps the server’s own', async () => {
    const ids = ['same', 'same', '', undefined, ' '];
    const calls = ids.map((id, n) => ({ ...(id === undefined ? {} : { id }), name: 'work', arguments: `{"n":${n}}` }));
    server.script({ calls }, { calls: [{ id: 'same', name: 'work', arguments: '{' }] }, { text: 'ok' });
    const executor = testExecutor();
    const { messages, turns, batches } = await resultOf(run({ executor }));
    expect(turns[0]?.calls.map(({ id, externalId }) => [id, externalId])).toEqual([
      ['same', undefined],
      ['call_1', 'same'],
      ['call_2', undefined],
      ['call_3', undefined],
      ['call_4', undefined],
    ]);
    expect(turns[1]?.calls[0]).toMatchObject({ id: 'call_5', externalId: 'same' });
    expect(batches[0]?.record.calls[1]).toMatchObject({ callId: 'call_1', externalId: 'same' });
    expect(batches[1]?.record.calls[0]).toMatchObject({ callId: 'call_5', externalId: 'same' });
    const invalid = expect.objectContaining({ code: 'invalid_arguments' });
    expect(answersOf(messages)).toEqual([...[0, 1, 2, 3, 4].map((n) => `worked ${n}`), invalid]);
  });

  it('runs calls one at a time, in order, when the body asked for one at a time and several come', async () => {
    const order: string[] = [];
    const [first, second] = [gatedTool('first', { maxConcurrency: 1 }), gatedTool('second')];
    const executor = createExecutor({ tools: [first, second] });
    // Another run holds the first tool's slot: the second must wait all the same.
    const other = executor.execute([{ id: 'x', name: 'first', args: {} }]);
    await settle();
    server.script(
      {
        calls: [
          { id: 'a', name: 'first' },
          { id: 'b', name: 'second' },
        ],
      },
      { text: 'ok' },
    );
    const chat = run({ executor }, { parallel_tool_calls: false });
    for await (const event of chat) {
      if (event.type !== 'tool-event') continue;
      const { event: inner } = event;
      order.push('callId' in inner ? `${inner.type} ${inner.callId}` : inner.type);
      if (inner.type === 'call-queued' && inner.callId === 'a') {
        await settle();
        expect(second.startCount).toBe(0);
        first.open(0);
      }
      if (inner.type === 'attempt-start') (inner.callId === 'a' ? first : second).open(inner.callId === 'a' ? 1 : 0);
    }
    await other;
    const life = (id: string) =>
      ['call-queued', 'attempt-start', 'attempt-end', 'call-end'].map((type) => `${type} ${id}`);
    expect(order).toEqual(['batch-start', ...life('a'), ...life('b'), 'batch-end']);
    const { messages, batches } = await resultOf(chat);
    expect(answersOf(messages)).toEqual(['first 1', 'second 0']);
    expect(batches).toHaveLength(1);
  });

  it('forces a call in the first turn only', async () => {
    const forced = { type: 'function', function: { name: 'work' } } as const;
    for (const tool_choice of [forced, 'required'] as const) {
      server.script({ calls: WORK(1) }, { calls: WORK(2) }, { text: 'ok' });
      await resultOf(run({}, { tool_choice }));
      expect(server.requests.map((request) => request.tool_choice)).toEqual([tool_choice, 'auto', 'auto']);
    }
  });

  it('sums the usage of all turns with its details', async () => {
    const usage = {
      prompt_tokens: 10,
      completion_tokens: 5,
      total_tokens: 15,
      prompt_tokens_details: { cached_tokens: 4 },
      completion_tokens_details: { reasoning_tokens: 2 },
    };
    server.script({ calls: WORK(1), usage }, { calls: WORK(2) }, { text: 'ok', usage });
    const result = await resultOf(run());
    expect(result.turns.map((turn) => turn.usage)).toEqual([usage, undefined, usage]);
    expect(result.usage).toEqual({
      prompt_tokens: 20,
      completion_tokens: 10,
      total_tokens: 30,
      prompt_tokens_details: { cached_tokens: 8 },
      completion_tokens_details: { reasoning_tokens: 4 },
    });
  });

  it('has no usage where the server sent none', async () => {
    server.script({ text: 'ok' });
    expect((await resultOf(run())).usage).toBeUndefined();
  });

  it('tells what happens in one order per call', async () => {
    server.script({ text: 'hm', calls: WORK(1, 2) }, { text: 'ok' });
    const chat = run();
    const events = await eventsOf(chat);
    const result = await resultOf(chat);
    const inner = (event: ExecutorEvent) => ('callId' in event ? `${event.type} ${event.callId}` : event.type);
    const ofCall = (id: string) =>
      events.flatMap((event) => {
        if (event.type === 'tool-event') return inner(event.event).endsWith(` ${id}`) ? [event.event.type] : [];
        return 'callId' in event && event.callId === id && event.type !== 'arguments-delta' ? [event.type] : [];
      });
    for (const id of ['c1', 'c2']) {
      expect(ofCall(id)).toEqual([
        'call-start',
        'call-ready',
        'call-queued',
        'attempt-start',
        'attempt-end',
        'call-end',
      ]);
    }
    const types = events.map(({ type }) => type).filter((type) => type !== 'tool-event' && type !== 'arguments-delta');
    expect(types).toEqual([
      'turn-start',
      'text-delta',
      'call-start',
      'call-start',
      'call-ready',
      'call-ready',
      'turn-end',
      'turn-start',
      'text-delta',
      'turn-end',
      'run-end',
    ]);
    expect(events.filter(({ type }) => type === 'turn-end')).toEqual(
      result.turns.map((turn) => ({ type: 'turn-end', ...turn })),
    );
    expect(events.at(-1)).toEqual({ type: 'run-end', status: 'completed' });
    expect(await eventsOf(chat)).toEqual(events);
  });

  it('has only the events of its own batches', async () => {
    const gated = gatedTool('gated');
    const executor = createExecutor({ tools: [gated] });
    const other = executor.execute([{ id: 'other', name: 'gated', args: {} }]);
    await settle();
    for (const parallel_tool_calls of [true, false]) {
      server.script({ calls: [{ id: 'mine', name: 'gated' }] }, { text: 'ok' });
      const chat = run({ executor }, { parallel_tool_calls });
      const ids = new Set<string>();
      for await (const event of chat) {
        if (event.type !== 'tool-event' || !('callId' in event.event)) continue;
        ids.add(event.event.callId);
        if (event.event.type === 'attempt-start') gated.open(gated.startCount - 1);
      }
      expect([...ids]).toEqual(['mine']);
    }
    gated.open(0);
    await other;
  });

  it('labels its batches', async () => {
    for (const parallel_tool_calls of [true, false]) {
      server.script({ calls: WORK(1) }, { text: 'ok' });
      const { batches } = await resultOf(run({ labels: { agent: 'auditor' } }, { parallel_tool_calls }));
      expect(batches[0]?.record.labels).toEqual({ agent: 'auditor' });
    }
  });

  it('rejects with the client’s own error, and keeps what was done until then', async () => {
    const executor = testExecutor();
    server.script({ calls: WORK(1) }, { status: 503, body: { error: { message: 'overloaded' } } });
    const chat = run({ executor });
    await expect(chat.result).rejects.toMatchObject({ status: 503, name: 'Error' });
    await expect(eventsOf(chat)).rejects.toMatchObject({ status: 503 });
    checkTranscript(chat.messages);
    expect(answersOf(chat.messages)).toEqual(['worked 1']);
  });

  it('rejects when the executor is closed, with a transcript that can be sent again', async () => {
    const executor = testExecutor();
    await executor.close();
    for (const parallel_tool_calls of [true, false]) {
      server.script({ calls: WORK(1) });
      const chat = run({ executor }, { parallel_tool_calls });
      await expect(chat.result).rejects.toMatchObject({ code: 'EXECUTOR_CLOSED' });
      expect(chat.messages).toEqual(QUESTION);
    }
  });

  it('does not ask for more than one choice', () => {
    server.script();
    expect(() => run({}, { n: 2 })).toThrow(expect.objectContaining({ code: 'INVALID_OPTION' }));
    expect(server.requests).toHaveLength(0);
  });

  it.each([0, -1, 1.5, Number.NaN])('does not take %s for maxTurns', (maxTurns) => {
    server.script();
    expect(() => run({ maxTurns })).toThrow(`maxTurns must be a positive integer, got ${maxTurns}`);
    expect(server.requests).toHaveLength(0);
  });

  it('does not take a tool that it cannot describe', () => {
    const input = { '~standard': { version: 1, vendor: 'mine', validate: (value: unknown) => ({ value }) } } as const;
    const executor = createExecutor({ tools: [defineTool({ name: 'odd', input, execute: () => 1 })] });
    expect(() => run({ executor })).toThrow(expect.objectContaining({ code: 'INVALID_OPTION' }));
  });
});

describe('runChat', () => {
  it('comes to the same, streaming or not', async () => {
    const anyCall = fc.record(
      {
        id: fc.constantFrom('a', 'b', '', ' '),
        name: fc.constantFrom('work', 'ping', 'boom', 'nope', 'no tool!'),
        arguments: fc.constantFrom('{"n":1}', '{"n":', '', '[]', '{"n":"🙂 x"}'),
      },
      { requiredKeys: ['name'] },
    );
    const anyReply = fc.record(
      {
        text: fc.constantFrom('', 'a', 'a bit of ünïcödé 🙂'),
        refusal: fc.constant('no'),
        calls: fc.array(anyCall, { maxLength: 4 }),
        finishReason: fc.constantFrom('stop', 'tool_calls', 'length', 'content_filter', 'other', null),
        usage: fc.constant({ prompt_tokens: 1, completion_tokens: 2, total_tokens: 3 }),
      },
      { requiredKeys: ['calls'] },
    );
    const outcomeOf = async (body: ChatBody, script: readonly ScriptedReply[]) => {
      server.script(...script);
      const chat = runChat(server.client, body, { executor: testExecutor(), maxTurns: script.length });
      const { batches, turns, ...result } = await resultOf(chat);
      const events = await eventsOf(chat);
      const statuses = batches.map(({ results }) => results.map(({ status }) => status));
      return {
        ...result,
        statuses,
        turns: turns.map(({ batch: _, ...turn }) => turn),
        events: events.filter(({ type }) => type.startsWith('call-')),
      };
    };
    await fc.assert(
      fc.asyncProperty(fc.array(anyReply, { minLength: 1, maxLength: 3 }), async (script) => {
        const whole = await outcomeOf({ ...BODY, stream: false }, script);
        expect(await outcomeOf({ ...BODY, stream: true }, script)).toEqual(whole);
      }),
      { numRuns: 150 },
    );
  }, 60_000);

  it('tells the arguments of a call as they come', async () => {
    server.script({ calls: WORK(1, 2) }, { text: 'ok' });
    const run = runChat(server.client, { ...BODY, stream: true }, { executor: testExecutor() });
    const events = await eventsOf(run);
    const told = (id: string) =>
      events.flatMap((event) => (event.type === 'arguments-delta' && event.callId === id ? [event.text] : []));
    expect([told('c1').length, told('c1').join(''), told('c2').join('')]).toEqual([3, '{"n":1}', '{"n":2}']);
  });

  it('leaves stream options that the user set', async () => {
    server.script({ text: 'ok' });
    const body = { ...BODY, stream: true, stream_options: { include_usage: false } } as const;
    await resultOf(runChat(server.client, body, { executor: testExecutor() }));
    expect(server.requests[0]?.stream_options).toEqual({ include_usage: false });
  });

  it('gives custom tools’ calls back as they came, and executes them with their input', async () => {
    const executor = testExecutor();
    const custom = { id: 'k1', type: 'custom', custom: { name: 'ping', input: '{}' } };
    const message = { role: 'assistant', content: null, tool_calls: [custom] };
    server.script(
      { status: 200, body: { choices: [{ index: 0, message, finish_reason: 'tool_calls' }] } },
      { text: 'ok' },
    );
    const { messages } = await resultOf(runChat(server.client, BODY, { executor }));
    expect(messages[1]).toEqual(message);
    expect(answersOf(messages)).toEqual(['pong']);
    expect(executor.executed).toEqual([{ input: '{}' }]);
  });

  it('rejects when the server answers with something else', async () => {
    server.script({ status: 200, body: '<html>a proxy’s page</html>' });
    const run = runChat(server.client, BODY, { executor: testExecutor() });
    await expect(run.result).rejects.toThrow('no chat completion');
  });

  it('goes on from its own messages', async () => {
    const executor = testExecutor();
    server.script({ calls: [{ name: 'ping' }] }, { text: 'one' }, { calls: [{ name: 'ping' }] }, { text: 'two' });
    const first = await resultOf(runChat(server.client, BODY, { executor }));
    const messages = [...first.messages, { role: 'user', content: 'again' } as const];
    const second = await resultOf(runChat(server.client, { ...BODY, messages }, { executor }));
    expect(second.text).toBe('two');
  });

  it('puts no warning about listeners on a signal that serves many turns', async () => {
    const warnings: Error[] = [];
    const onWarning = (warning: Error) => warnings.push(warning);
    process.on('warning', onWarning);
    server.script(...Array.from({ length: 30 }, (_, n) => ({ calls: WORK(n) })));
    const { signal } = new AbortController();
    await resultOf(
      runChat(server.client, { ...BODY, stream: true }, { executor: testExecutor(), maxTurns: 30, signal }),
    );
    await settle();
    process.off('warning', onWarning);
    expect(warnings).toEqual([]);
  });

  it('gives each request a body of its own, which the client may keep', async () => {
    const bodies: ChatBody[] = [];
    const { completions } = server.client.chat;
    const create = (body: ChatBody) => {
      bodies.push(body);
      return completions.create(body);
    };
    server.script({ calls: WORK(1) }, { text: 'ok' });
    await resultOf(runChat({ chat: { completions: { create } } }, BODY, { executor: testExecutor() }));
    expect(bodies.map(({ messages }) => messages.length)).toEqual([1, 3]);
  });

  it('shows a tool’s schema to the model as it is checked', async () => {
    const search = defineTool({
      name: 'search',
      description: 'Searches.',
      input: z.object({ q: z.string() }),
      execute: () => 1,
    });
    server.script({ text: 'ok' });
    await resultOf(runChat(server.client, BODY, { executor: createExecutor({ tools: [search] }) }));
    expect(server.requests[0]?.tools).toEqual([
      {
        type: 'function',
        function: {
          name: 'search',
          description: 'Searches.',
          parameters: { type: 'object', properties: { q: { type: 'string' } }, required: ['q'] },
        },
      },
    ]);
  });
});
