import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ChatBody, runChat } from '../src/index.js';
import { checkTranscript } from './check-transcript.js';
import { openReplayServer } from './open-replay-server.js';
import { callChunk, chunk, type RawReply } from './replay-server.js';
import { answersOf, QUESTION, resultOf, testExecutor } from './support.js';

const server = await openReplayServer();

const BODY: ChatBody = { model: 'm', messages: QUESTION, stream: true };

const begin = (index: number | undefined, id: string | null | undefined, args = '', name = 'work') =>
  callChunk({ index, id, type: 'function', function: { name, arguments: args } });
const more = (index: number | undefined, args: string, rest: object = {}) =>
  callChunk({ index, ...rest, function: { arguments: args } });
const END = chunk({}, 'tool_calls');

async function runOn(...replies: RawReply[]) {
  const executor = testExecutor();
  server.script(...replies, { text: 'ok' });
  const result = await resultOf(runChat(server.client, BODY, { executor }));
  return { ...result, executed: executor.executed };
}

describe('streams that end where they should not', () => {
  it.each([
    ['without a finish reason', { end: 'done' }],
    ['without a finish reason or a last line', { end: 'without-done' }],
  ] as const)('execute nothing: %s', async (_how, end) => {
    const { status, executed, messages } = await runOn({ chunks: [begin(0, 'a', '{"n":1}')], ...end });
    expect([status, executed, messages]).toEqual(['incomplete', [], QUESTION]);
  });

  it('execute nothing when the connection breaks, and reject with the client’s error', async () => {
    const executor = testExecutor();
    const chunks = [begin(0, 'a', '{"n":1}'), begin(1, 'b', '{"n":2}')];
    server.script({ chunks, end: 'socket-destroyed' });
    const run = runChat(server.client, BODY, { executor });
    await expect(run.result).rejects.toThrow();
    expect([executor.executed, run.messages]).toEqual([[], QUESTION]);
  });

  it('execute nothing when the server sends an error in between', async () => {
    const executor = testExecutor();
    server.script({ chunks: [begin(0, 'a', '{"n":1}'), 'data: {"error":{"message":"overloaded"}}\n\n'] });
    const run = runChat(server.client, BODY, { executor });
    await expect(run.result).rejects.toThrow('overloaded');
    expect(executor.executed).toEqual([]);
  });

  it('execute only calls whose arguments are whole, also under a finish reason that says they are', async () => {
    const { executed, messages } = await runOn({ chunks: [begin(0, 'a', '{"n":1}'), begin(1, 'b', '{"n":'), END] });
    expect(executed).toEqual([{ n: 1 }]);
    expect(answersOf(messages)).toEqual(['worked 1', expect.objectContaining({ code: 'invalid_arguments' })]);
  });

  it('execute nothing, wherever they are cut', async () => {
    const whole = [chunk({ content: 'hm' }), begin(0, 'a'), more(0, '{"n":'), more(0, '1}'), begin(1, 'b', '{"n":2}')];
    const text = whole.map((each) => `data: ${JSON.stringify(each)}\n\n`).join('');
    const ends = fc.constantFrom('done' as const, 'without-done' as const, 'socket-destroyed' as const);
    await fc.assert(
      fc.asyncProperty(fc.nat({ max: text.length }), ends, async (length, end) => {
        const executor = testExecutor();
        server.script({ chunks: [text.slice(0, length)], end });
        const run = runChat(server.client, BODY, { executor });
        const status = await run.result.then(
          (result) => result.status,
          () => 'rejected',
        );
        expect(['incomplete', 'rejected']).toContain(status);
        expect(executor.executed).toEqual([]);
        checkTranscript(run.messages);
      }),
      { numRuns: 200 },
    );
  }, 60_000);
});

describe('streams of servers that do it their own way', () => {
  it.each<[string, object[]]>([
    ['an index of zero for all', [begin(0, 'a', '{"n":1}'), begin(0, 'b', '{"n":2}')]],
    ['no index', [begin(undefined, 'a', '{"n":1}'), begin(undefined, 'b', '{"n":2}')]],
    [
      'an index of zero for all, in pieces',
      [begin(0, 'a'), more(0, '{"n":1}'), begin(0, 'b'), more(0, '{"n":'), more(0, '2}', { id: '' })],
    ],
    [
      'no index, in pieces',
      [begin(undefined, 'a'), more(undefined, '{"n":1}'), begin(undefined, 'b'), more(undefined, '{"n":2}')],
    ],
    [
      'numbers for ids',
      [1, 2].map((id) => callChunk({ index: 0, id, function: { name: 'work', arguments: `{"n":${id}}` } })),
    ],
    [
      'indexes as text',
      [begin(0, 'a'), begin(1, 'b'), more(0, '{"n":1}'), more(1, '{"n":2}')].map((each) =>
        JSON.parse(JSON.stringify(each).replace(/"index":(\d),"(id|function)/g, '"index":"$1","$2')),
      ),
    ],
    [
      'null for indexes, in pieces, no ids',
      [1, 2].flatMap((n) => [begin(null as never, null), more(null as never, `{"n":${n}}`)]),
    ],
    ['one id and an index of zero for all', [begin(0, 'a', '{"n":1}'), begin(0, 'a', '{"n":2}')]],
    [
      'another id and the name in every delta',
      [begin(0, 'a'), begin(0, 'b', '{"n":'), begin(0, 'c', '1}'), begin(1, 'd', '{"n":2}')],
    ],
    ['indexes from one', [begin(1, 'a', '{"n":1}'), begin(2, 'b', '{"n":2}')]],
    ['indexes with gaps', [begin(3, 'a', '{"n":1}'), begin(7, 'b', '{"n":2}')]],
    [
      'interleaved calls',
      [begin(0, 'a'), begin(1, 'b'), more(0, '{"n":1'), more(1, '{"n":2'), more(0, '}'), more(1, '}')],
    ],
    [
      'ids in every delta',
      [begin(0, 'a'), more(0, '{"n":1}', { id: 'a' }), begin(1, 'b'), more(1, '{"n":2}', { id: 'b' })],
    ],
    ['blank ids', [begin(0, '', '{"n":1}'), begin(1, ' ', '{"n":2}')]],
    ['null for ids', [begin(0, null, '{"n":1}'), begin(1, null, '{"n":2}')]],
    ['one id for all', [begin(0, 'a', '{"n":1}'), begin(1, 'a', '{"n":2}')]],
    ['neither ids nor an index', [begin(undefined, '', '{"n":1}'), begin(undefined, '', '{"n":2}')]],
    ['no ids and an index of zero for all', [begin(0, '', '{"n":1}'), begin(0, '', '{"n":2}')]],
    [
      'names in every delta',
      [begin(0, 'a'), begin(0, 'a', '{"n":1}'), begin(0, 'a'), begin(1, 'b', '{"n":2}'), begin(1, 'b')],
    ],
    [
      'names in every delta, no ids',
      [begin(0, ''), begin(0, '', '{"n":'), begin(0, '', '1}'), begin(0, ''), begin(1, '', '{"n":2}')],
    ],
    ['names in pieces', [begin(0, 'a', '', 'wo'), begin(0, 'a', '{"n":1}', 'rk'), begin(1, 'b', '{"n":2}')]],
    [
      'another id in every delta',
      [begin(0, 'a'), more(0, '{"n":', { id: 'b' }), more(0, '1}', { id: 'c' }), begin(1, 'd', '{"n":2}')],
    ],
    [
      'another id in every delta, and no index',
      [begin(undefined, 'a'), more(undefined, '{"n":1}', { id: 'b' }), begin(undefined, 'c', '{"n":2}')],
    ],
    ['an id that comes late', [begin(0, ''), more(0, '{"n":1}', { id: 'a' }), begin(1, 'b', '{"n":2}')]],
    [
      'all calls in one chunk',
      [
        chunk({
          tool_calls: [1, 2].map((n) => ({ id: `c${n}`, function: { name: 'work', arguments: `{"n":${n}}` } })),
        }),
      ],
    ],
    [
      'arguments as objects',
      [1, 2].map((n) => callChunk({ index: n, id: `c${n}`, function: { name: 'work', arguments: { n } } })),
    ],
    ['a piece at an index that nothing began', [begin(0, 'a', '{"n":'), more(5, '1}'), begin(1, 'b', '{"n":2}')]],
    [
      'chunks of another choice',
      [
        begin(0, 'a', '{"n":1}'),
        { choices: [{ index: 1, delta: { tool_calls: [{ index: 0, function: { arguments: '}' } }] } }] },
        begin(1, 'b', '{"n":2}'),
      ],
    ],
    [
      'keep-alives and chunks without anything',
      [
        { choices: [] },
        begin(0, 'a', '{"n":1}'),
        {},
        { choices: [{ index: 0 }] },
        { choices: [{ index: 0, delta: null }] },
        { choices: null },
        begin(1, 'b', '{"n":2}'),
      ],
    ],
    ['an empty finish reason for none', [chunk({}, ''), begin(0, 'a', '{"n":1}'), begin(1, 'b', '{"n":2}')]],
  ])('come to the same two calls: %s', async (_quirk, chunks) => {
    const { status, executed, turns, messages } = await runOn({ chunks: [': keep-alive\n\n', ...chunks, END] });
    expect(status).toBe('completed');
    expect(executed).toEqual([{ n: 1 }, { n: 2 }]);
    expect(turns[0]?.calls).toHaveLength(2);
    expect(answersOf(messages)).toEqual(['worked 1', 'worked 2']);
  });

  it('keep their finish reason when a chunk without one, or with an empty one, follows', async () => {
    const calls = [begin(0, 'a', '{"n":1}'), END, chunk({}, ''), { choices: [], usage: { total_tokens: 1 } }];
    expect(await runOn({ chunks: calls })).toMatchObject({ status: 'completed', executed: [{ n: 1 }] });
  });

  it('execute nothing of a call that comes whole twice, as its arguments are no object then', async () => {
    const { messages, executed } = await runOn({ chunks: [begin(0, 'a', '{"n":1}'), begin(0, 'a', '{"n":1}'), END] });
    expect([executed, answersOf(messages)]).toMatchObject([[], [{ code: 'invalid_arguments' }]]);
  });

  it('read the delta of a chunk that has the whole message beside it', async () => {
    const message = { role: 'assistant', tool_calls: [{ id: 'a', function: { name: 'work', arguments: '{"n":1}' } }] };
    const last = { choices: [{ index: 0, delta: {}, message, finish_reason: 'tool_calls' }] };
    expect((await runOn({ chunks: [begin(0, 'a', '{"n":1}'), last] })).executed).toEqual([{ n: 1 }]);
  });

  it.each(['length', 'content_filter', 'error'])(
    'execute nothing after %s, whatever reason follows',
    async (reason) => {
      const { executed, turns } = await runOn({ chunks: [begin(0, 'a', '{"n":1}'), chunk({}, reason), END] });
      expect([executed, turns[0]?.finishReason]).toEqual([[], reason]);
    },
  );

  it('keep an id that comes late, as the server’s own', async () => {
    const { turns, executed } = await runOn({ chunks: [begin(0, ''), more(0, '{"n":1}', { id: 'late' }), END] });
    expect(turns[0]?.calls).toMatchObject([{ id: 'call_1', externalId: 'late' }]);
    expect(executed).toEqual([{ n: 1 }]);
  });

  it('execute custom tools’ calls with their input as it came', async () => {
    const chunks = [
      callChunk({ index: 0, id: 'k', type: 'custom', custom: { name: 'ping', input: '{' } }),
      callChunk({ index: 0, custom: { input: '}' } }),
      begin(1, 'b', '{"n":2}'),
      END,
    ];
    const { messages, executed } = await runOn({ chunks });
    expect(messages[1]).toMatchObject({
      tool_calls: [{ id: 'k', type: 'custom', custom: { name: 'ping', input: '{}' } }, { id: 'b' }],
    });
    expect(answersOf(messages)).toEqual(['pong', 'worked 2']);
    expect(executed).toEqual([{ input: '{}' }, { n: 2 }]);
  });

  it('read text that comes as parts, without the thinking', async () => {
    const parts = [
      { type: 'thinking', thinking: [] },
      { type: 'text', text: 'hello' },
    ];
    const { text } = await runOn({ chunks: [chunk({ content: parts }), chunk({}, 'stop')] });
    expect(text).toBe('hello');
  });

  it('take the usage from the last chunk that has one', async () => {
    const usage = (total_tokens: number) => ({ prompt_tokens: 1, completion_tokens: total_tokens - 1, total_tokens });
    const chunks = [chunk({ content: 'a' }, null, { usage: usage(2) }), chunk({}, 'stop', { usage: usage(3) })];
    expect((await runOn({ chunks })).usage).toEqual(usage(3));
  });
});
