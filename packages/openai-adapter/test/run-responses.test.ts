import { createExecutor } from '@parallel-tools/executor';
import { gatedTool, settle } from '@parallel-tools/executor/testing';
import fc from 'fast-check';
import { zodResponsesFunction } from 'openai/helpers/zod';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import {
  executeFunctionCalls,
  type ResponsesBody,
  type ResponsesRun,
  type RunResponsesOptions,
  runResponses,
  toResponsesTools,
} from '../src/index.js';
import { checkItems } from './check-items.js';
import { openReplayServer } from './open-replay-server.js';
import { call, type Item, message, reasoning, response, sse, streamed } from './responses-script.js';
import { testExecutor } from './support.js';

const server = await openReplayServer();

const requests = () => server.requests as unknown as (ResponsesBody & { input: Item[] })[];
const outputs = (items: readonly object[]) =>
  (items as Item[])
    .filter(({ type }) => String(type).endsWith('_call_output'))
    .map(({ call_id, output }) => [call_id, output]);

async function resultOf(run: ResponsesRun) {
  const result = await run.result;
  checkItems(result.items);
  expect(run.next).toEqual(result.next);
  return result;
}

describe.each([true, false])('runResponses, stream: %s', (stream) => {
  const script = (...replies: ReturnType<typeof response>[]) =>
    server.script(...replies.map((reply) => (stream ? streamed(reply) : reply)));
  const run = (options: Partial<RunResponsesOptions> = {}, body: Partial<ResponsesBody> = {}) =>
    runResponses(server.client, { model: 'm', input: 'go', stream, ...body } as ResponsesBody, {
      executor: testExecutor(),
      ...options,
    });

  it('executes the calls of a reply and replays all items as they came, reasoning included', async () => {
    const output = [reasoning('r1'), call('a', 'work', { n: 1 }), call('b', 'work', { n: 2 })];
    script(response(output), response([message('done')]));
    const executor = testExecutor();
    const result = await resultOf(run({ executor }, { store: false, instructions: 'be brief' }));
    expect(result).toMatchObject({
      status: 'completed',
      text: 'done',
      usage: { total_tokens: 14, input_tokens_details: { cached_tokens: 2 } },
    });
    expect(executor.executed).toEqual([{ n: 1 }, { n: 2 }]);
    const answers = [
      ['a', 'worked 1'],
      ['b', 'worked 2'],
    ].map(([call_id, text]) => ({ type: 'function_call_output', call_id, output: text }));
    expect(requests()[1]?.input).toEqual([{ role: 'user', content: 'go' }, ...output, ...answers]);
    expect(requests().map(({ instructions, store }) => [instructions, store])).toEqual([
      ['be brief', false],
      ['be brief', false],
    ]);
    expect(result.items).toEqual([...(requests()[1]?.input ?? []), message('done')]);
  });

  it('sends outputs alone where the server keeps the conversation', async () => {
    const first = response([call('a', 'work', { n: 1 })]);
    const second = response([call('b', 'work', { n: 2 })]);
    const third = response([message('done')]);
    script(first, second, third);
    const result = await resultOf(run({}, { previous_response_id: 'resp_before' }));
    expect(requests().map(({ previous_response_id }) => previous_response_id)).toEqual([
      'resp_before',
      first.body.id,
      second.body.id,
    ]);
    expect(
      requests()
        .slice(1)
        .map(({ input }) => outputs(input)),
    ).toEqual([[['a', 'worked 1']], [['b', 'worked 2']]]);
    expect(requests()[2]?.input).toHaveLength(1);
    expect(result.next).toEqual({ input: [], previous_response_id: third.body.id });
    script(first, third);
    await resultOf(run({}, { conversation: 'conv_1' }));
    expect(
      requests().map(({ input, previous_response_id, conversation }) => [
        input.length,
        previous_response_id,
        conversation,
      ]),
    ).toEqual([
      [1, undefined, 'conv_1'],
      [1, undefined, 'conv_1'],
    ]);
  });

  it.each([
    [{ status: 'incomplete', incomplete_details: { reason: 'max_output_tokens' } }, 'length'],
    [{ status: 'incomplete', incomplete_details: { reason: 'content_filter' } }, 'content_filter'],
    [{ status: 'failed', error: { code: 'server_error', message: 'no' } }, 'incomplete'],
  ])('executes nothing of a response that is not completed: %j', async (rest, status) => {
    const executor = testExecutor();
    script(response([reasoning('r1'), message('half'), call('a', 'work', { n: 1 })], rest));
    const result = await resultOf(run({ executor }));
    expect([result.status, executor.executed, outputs(result.items)]).toEqual([status, [], []]);
    expect(result.items.at(-1)).toEqual({ role: 'assistant', content: 'half' });
    expect(result.response?.status).toBe(rest.status);
  });

  it('answers what is wrong, and lets the rest go on', async () => {
    const executor = testExecutor();
    script(
      response([call('a', 'work', '{"n":'), call('b', 'nope'), call('c', 'boom'), call('d', 'work', { n: 1 })]),
      response([message('ok')]),
    );
    const { items } = await resultOf(run({ executor }));
    const codes = outputs(items).map(([, text]) =>
      String(text).startsWith('{"error"') ? JSON.parse(String(text)).error.code : text,
    );
    expect(codes).toEqual(['invalid_arguments', 'unknown_tool', 'tool_failed', 'worked 1']);
    expect(executor.executed).toEqual([{ n: 1 }]);
  });

  it('replaces ids that are missing or repeated', async () => {
    script(
      response([call('a', 'work', { n: 1 }), call('a', 'work', { n: 2 }), call('', 'ping')]),
      response([message('ok')]),
    );
    const { items, turns } = await resultOf(run());
    expect(outputs(items)).toEqual([
      ['a', 'worked 1'],
      ['call_1', 'worked 2'],
      ['call_2', 'pong'],
    ]);
    expect(turns[0]?.calls[1]).toMatchObject({ id: 'call_1', externalId: 'a' });
  });

  it('ends with a refusal', async () => {
    script(response([{ ...message(''), content: [{ type: 'refusal', refusal: 'I cannot' }] }]));
    expect(await resultOf(run())).toMatchObject({ status: 'refusal', text: 'I cannot' });
  });

  it('passes hosted tools through, and executes custom ones with their input', async () => {
    const hosted = { type: 'web_search_call', id: 'ws_1', status: 'completed' };
    const custom = { type: 'custom_tool_call', id: 'ct_1', call_id: 'k', name: 'ping', input: 'any text' };
    script(response([hosted, custom]), response([message('ok')]));
    const executor = testExecutor();
    const { items } = await resultOf(run({ executor }, { tools: [{ type: 'web_search' }] }));
    expect(executor.executed).toEqual([{ input: 'any text' }]);
    expect(items.slice(1, 4)).toEqual([
      hosted,
      custom,
      { type: 'custom_tool_call_output', call_id: 'k', output: 'pong' },
    ]);
    expect(requests()[0]?.tools?.map((tool) => ('name' in tool ? tool.name : tool.type))).toEqual([
      'web_search',
      'work',
      'ping',
      'boom',
    ]);
  });

  it('hands over what only the user can do, with its own calls answered', async () => {
    const computer = {
      type: 'computer_call',
      id: 'cu_1',
      call_id: 'cu',
      action: { type: 'screenshot' },
      status: 'completed',
    };
    script(response([computer, call('a', 'work', { n: 1 })]));
    const result = await resultOf(run());
    expect([result.status, outputs(result.items)]).toEqual(['action_required', [['a', 'worked 1']]]);
    expect(requests()).toHaveLength(1);
  });

  it('leaves async calls of tools that it does not have to the user, and goes on with the others', async () => {
    const later = { ...call('later', 'ask_boss', {}), async: true };
    const own = { ...call('own', 'work', { n: 1 }), async: true };
    script(response([later, own]), response([message('the boss is asked')]));
    const result = await run().result;
    expect([result.status, outputs(result.items)]).toEqual(['completed', [['own', 'worked 1']]]);
    expect(result.openCalls).toMatchObject([{ id: 'later', name: 'ask_boss' }]);
    const input = [...result.next.input, { type: 'function_call_output' as const, call_id: 'later', output: 'yes' }];
    checkItems(input);
    script(response([message('the boss says yes')]));
    expect((await resultOf(run({}, { input }))).openCalls).toEqual([]);
  });

  it('ends when there is nothing but async calls of tools that it does not have, and asks anew when it is run again', async () => {
    script(response([{ ...call('later', 'ask_boss', {}), async: true }]));
    const result = await run().result;
    expect([result.status, outputs(result.items), result.turns.length]).toEqual(['action_required', [], 1]);
    script(response([message('still waiting')]));
    const again = await run({}, { input: result.next.input }).result;
    expect([again.status, again.text, again.turns.length]).toEqual(['completed', 'still waiting', 1]);
    expect(again.openCalls).toHaveLength(1);
  });

  it('tells the arguments of a call as they come', async () => {
    script(response([call('a', 'work', { n: 12 })]), response([message('ok')]));
    const told: string[] = [];
    for await (const event of run()) if (event.type === 'arguments-delta') told.push(`${event.callId} ${event.text}`);
    expect(told).toEqual(stream ? ['a {"n', 'a ":1', 'a 2}'] : []);
  });

  it('offers a last turn without tools for a final answer', async () => {
    script(response([call('a', 'work', { n: 1 })]), response([message('so be it')]));
    const { status, text } = await resultOf(run({ maxTurns: 1, onMaxTurns: 'final-answer' }));
    expect([status, text, requests()[1]?.tool_choice]).toEqual(['max_turns', 'so be it', 'none']);
  });

  it('unpacks calls that hold others, has broken ones repaired, and answers unknown ones as it is told', async () => {
    const held = { tool_uses: [{ recipient_name: 'functions.work', parameters: { n: 1 } }] };
    script(
      response([call('w', 'multi_tool_use.parallel', held), call('b', 'work', '{"n":2'), call('c', 'nope')]),
      response([message('ok')]),
    );
    const executor = testExecutor();
    const hooks = {
      repair: ({ arguments: text }: { arguments: string }) => `${text}}`,
      onUnknownTool: () => 'no such',
    };
    const { items } = await resultOf(run({ executor, ...hooks }));
    expect(executor.executed).toEqual([{ n: 1 }, { n: 2 }]);
    expect(outputs(items)).toEqual([
      ['w', '[{"recipient_name":"functions.work","output":"worked 1"}]'],
      ['b', 'worked 2'],
      ['c', 'no such'],
    ]);
  });

  it('answers the calls of its last turn without executing them', async () => {
    script(response([call('a', 'work', { n: 1 })]));
    const executor = testExecutor();
    const { status, items } = await resultOf(run({ executor, maxTurns: 1 }));
    expect([status, executor.executed]).toEqual(['max_turns', []]);
    expect(outputs(items)).toEqual([['a', expect.stringContaining('not executed')]]);
  });

  it('forces a call in the first turn only, and runs calls in order where it is told to', async () => {
    script(response([call('a', 'work', { n: 1 }), call('b', 'work', { n: 2 })]), response([message('ok')]));
    const executor = testExecutor();
    await resultOf(run({ executor }, { tool_choice: { type: 'function', name: 'work' }, parallel_tool_calls: false }));
    expect(requests().map(({ tool_choice }) => tool_choice)).toEqual([{ type: 'function', name: 'work' }, 'auto']);
    expect(executor.executed).toEqual([{ n: 1 }, { n: 2 }]);
  });

  it('executes zodResponsesFunction tools of the body, and calls of the input that nobody answered', async () => {
    const add = zodResponsesFunction({
      name: 'add',
      parameters: z.object({ a: z.number() }),
      function: ({ a }) => a + 1,
    });
    script(response([call('b', 'add', { a: 2 })]), response([message('ok')]));
    const input = [{ role: 'user', content: 'go' }, call('a', 'add', { a: 1 })] as never;
    const { items, turns } = await resultOf(run({ executor: createExecutor({ tools: [] }) }, { tools: [add], input }));
    expect(outputs(items)).toEqual([
      ['a', '2'],
      ['b', '3'],
    ]);
    expect(turns.map(({ turn }) => turn)).toEqual([0, 1, 2]);
  });

  it('rejects with the client’s error, and says how to go on', async () => {
    server.script({ status: 400, body: { error: { message: 'bad request' } } });
    const failed = run();
    await expect(failed.result).rejects.toThrow('bad request');
    expect(failed.next).toEqual({ input: [{ role: 'user', content: 'go' }] });
  });

  it('can be sent again, whichever event it was aborted at', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 40 }),
        fc.boolean(),
        fc.boolean(),
        async (position, parallel, kept) => {
          script(
            response([reasoning('r'), call('a', 'work', { n: 1 }), call('b', 'boom')]),
            response([message('hm'), call('a', 'work', '{')]),
            response([message('ok')]),
          );
          const controller = new AbortController();
          const aborted = run(
            { signal: controller.signal },
            { parallel_tool_calls: parallel, ...(kept ? { previous_response_id: 'r0' } : {}) },
          );
          let seen = 0;
          for await (const event of aborted) if (event.type && ++seen === position) controller.abort();
          const { status } = await resultOf(aborted);
          expect(['completed', 'aborted']).toContain(status);
          if (kept) expect(aborted.next.previous_response_id).toEqual(expect.any(String));
        },
      ),
      { numRuns: 60 },
    );
  }, 60_000);
});

describe('runResponses, eager', () => {
  function tools() {
    const [read, write] = [gatedTool('read', { effects: 'read' }), gatedTool('write')];
    return { read, write, executor: createExecutor({ tools: [read, write] }) };
  }
  const done = (output_index: number, item: Item) =>
    sse('response.output_item.added', { output_index, item: { ...item, arguments: '' } }) +
    sse('response.output_item.done', { output_index, item });
  const BODY = { model: 'm', input: 'go', stream: true } as const;

  it('starts a call that only reads once its item is done, also the last', async () => {
    const hold = Promise.withResolvers<void>();
    const { read, write, executor } = tools();
    const items = [call('a', 'write'), call('b', 'read')];
    server.script(
      {
        chunks: [
          ...items.map((item, n) => done(n, item)),
          hold.promise,
          sse('response.completed', { response: response(items).body }),
        ],
      },
      streamed(response([message('ok')])),
    );
    const run = runResponses(server.client, BODY, { executor, eager: 'read-only' });
    while (read.startCount === 0) await settle();
    expect(write.startCount).toBe(0);
    hold.resolve();
    while (write.startCount === 0) await settle();
    read.open();
    write.open();
    expect(outputs((await resultOf(run)).items)).toEqual([
      ['a', 'write 0'],
      ['b', 'read 0'],
    ]);
    expect([read.startCount, write.startCount]).toEqual([1, 1]);
  });

  it.each([
    [
      'an incomplete response',
      [
        sse('response.incomplete', {
          response: response([], { status: 'incomplete', incomplete_details: { reason: 'max_output_tokens' } }).body,
        }),
      ],
      'length',
    ],
    ['a stream without an end', [], 'incomplete'],
  ])('discards it at %s', async (_what, end, expected) => {
    const hold = Promise.withResolvers<void>();
    const { read, executor } = tools();
    server.script({ chunks: [done(0, call('a', 'read')), hold.promise, ...end] });
    const run = runResponses(server.client, BODY, { executor, eager: 'read-only' });
    while (read.startCount === 0) await settle();
    hold.resolve();
    const { status, items } = await resultOf(run);
    expect([status, outputs(items), read.contexts[0]?.signal.aborted]).toEqual([expected, [], true]);
  });
});

it('pieces for a loop of one’s own', async () => {
  const executor = testExecutor();
  const output = [
    reasoning('r'),
    call('a', 'work', { n: 1 }),
    { type: 'custom_tool_call', call_id: 'k', name: 'ping', input: 'x' },
  ];
  expect(await executeFunctionCalls(output, { executor })).toEqual([
    { type: 'function_call_output', call_id: 'a', output: 'worked 1' },
    { type: 'custom_tool_call_output', call_id: 'k', output: 'pong' },
  ]);
  expect(await executeFunctionCalls([message('hi')], { executor })).toEqual([]);
  await expect(executeFunctionCalls([call('', 'work')], { executor })).rejects.toThrow('an id of its own');
  expect(toResponsesTools(executor)[0]).toMatchObject({
    type: 'function',
    name: 'work',
    strict: false,
    parameters: { type: 'object' },
  });
});
