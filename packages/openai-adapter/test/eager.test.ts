import { createExecutor, defineTool } from '@parallel-tools/executor';
import { gatedTool, settle } from '@parallel-tools/executor/testing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ChatBody, type ChatRun, type RunChatOptions, runChat } from '../src/index.js';
import { checkTranscript } from './check-transcript.js';
import { openReplayServer } from './open-replay-server.js';
import { callChunk, chunk, type RawReply } from './replay-server.js';
import { answersOf, eventsOf, QUESTION, resultOf } from './support.js';

const server = await openReplayServer();

const BODY: ChatBody = { model: 'm', messages: QUESTION, stream: true };

const begin = (index: number, name: string, args = '') =>
  callChunk({ index, id: `c${index}`, type: 'function', function: { name, arguments: args } });
const more = (index: number, args: string) => callChunk({ index, function: { arguments: args } });
const END = chunk({}, 'tool_calls');

/** Resolves when an event of that kind has come for the call. */
async function until(run: ChatRun, type: string, callId: string): Promise<void> {
  const events = run[Symbol.asyncIterator]();
  for (;;) {
    const { value, done } = await events.next();
    if (done) throw new Error(`no ${type} of ${callId}`);
    const event = value.type === 'tool-event' ? value.event : value;
    if (event.type === type && 'callId' in event && event.callId === callId) return;
  }
}

function tools() {
  const [read, write] = [gatedTool('read', { effects: 'read' }), gatedTool('write')];
  const executor = createExecutor({ tools: [read, write] });
  const chat = (options: Partial<RunChatOptions> = {}, body: Partial<ChatBody> = {}) =>
    runChat(server.client, { ...BODY, ...body } as ChatBody, { executor, eager: 'read-only', ...options });
  return { read, write, executor, chat };
}

describe('a call that only reads', () => {
  it('starts when the next begins, while the reply still streams, and runs once', async () => {
    const rest = Promise.withResolvers<void>();
    const { read, chat } = tools();
    server.script(
      { chunks: [begin(0, 'read', '{"a":1}'), begin(1, 'read'), rest.promise, more(1, '{"a":2}'), END] },
      { text: 'ok' },
    );
    const run = chat();
    await until(run, 'attempt-start', 'c0');
    expect(read.startCount).toBe(1);
    read.open(0);
    rest.resolve();
    await until(run, 'attempt-start', 'c1');
    read.open(1);
    const { messages, turns } = await resultOf(run);
    expect(answersOf(messages)).toEqual(['read 0', 'read 1']);
    expect(read.startCount).toBe(2);
    expect(turns[0]?.batch?.stats.callCount).toBe(2);
    const early = (await eventsOf(run)).flatMap((event) => (event.type === 'call-ready' ? event.early : []));
    expect(early).toEqual([true, false]);
  });

  it.each([
    [
      'its arguments are no object yet',
      [begin(0, 'read', '{"a":'), begin(1, 'read'), 'hold', more(0, '1}'), more(1, '{}')],
    ],
    ['no other has begun', [begin(0, 'read', '{"a":1}'), 'hold', begin(1, 'read', '{}')]],
    ['it has no arguments yet', [begin(0, 'read'), begin(1, 'read', '{}'), 'hold', more(0, '{}')]],
    [
      'one before it is not whole',
      [begin(0, 'read', '{'), begin(1, 'read', '{}'), begin(2, 'write'), 'hold', more(0, '}')],
    ],
  ])('does not start as long as %s', async (_why, chunks) => {
    const hold = Promise.withResolvers<void>();
    const { read, write, chat } = tools();
    server.script({ chunks: [...chunks.map((each) => (each === 'hold' ? hold.promise : each)), END] }, { text: 'ok' });
    const run = chat();
    await until(run, 'call-start', 'c0');
    await settle();
    expect(read.startCount).toBe(0);
    hold.resolve();
    await until(run, 'attempt-start', 'c1');
    await settle();
    for (let n = 0; n < read.startCount; n++) read.open(n);
    if (write.startCount > 0) write.open();
    expect((await resultOf(run)).status).toBe('completed');
  });

  it('never starts early when that was not asked for', async () => {
    const hold = Promise.withResolvers<void>();
    const { read, chat } = tools();
    server.script({ chunks: [begin(0, 'read', '{"a":1}'), begin(1, 'read', '{}'), hold.promise, END] }, { text: 'ok' });
    const run = chat({ eager: 'off' });
    await until(run, 'call-start', 'c1');
    await settle();
    expect(read.startCount).toBe(0);
    hold.resolve();
    await until(run, 'attempt-start', 'c1');
    read.open(0);
    read.open(1);
    await resultOf(run);
  });

  it('starts beside a call before it that writes, which waits for the end of the reply', async () => {
    const hold = Promise.withResolvers<void>();
    const { read, write, chat } = tools();
    const chunks = [
      begin(0, 'write', '{"a":1}'),
      begin(1, 'read', '{}'),
      begin(2, 'write'),
      hold.promise,
      more(2, '{}'),
      END,
    ];
    server.script({ chunks }, { text: 'ok' });
    const run = chat();
    await until(run, 'attempt-start', 'c1');
    await settle();
    expect(write.startCount).toBe(0);
    hold.resolve();
    await until(run, 'attempt-start', 'c2');
    write.open(0, 'first');
    write.open(1, 'third');
    read.open(0, 'second');
    expect(answersOf((await resultOf(run)).messages)).toEqual(['first', 'second', 'third']);
  });

  it('waits for a call before it that writes what it reads', async () => {
    const order: string[] = [];
    const resources = (access: 'read' | 'write') => [{ key: 'file', access }] as const;
    const tool = (name: string, effects: 'read' | 'write') =>
      defineTool({ name, effects, resources: resources(effects), execute: () => order.push(name) });
    const executor = createExecutor({ tools: [tool('read', 'read'), tool('write', 'write')] });
    server.script(
      { chunks: [begin(0, 'write', '{}'), begin(1, 'read', '{}'), begin(2, 'write', '{}'), END] },
      { text: 'ok' },
    );
    await resultOf(runChat(server.client, BODY, { executor, eager: 'read-only' }));
    expect(order).toEqual(['write', 'read', 'write']);
  });
});

describe('a call that was started early', () => {
  it.each<[string, Partial<RawReply> & { last?: object }, string]>([
    ['the reply is too long', { last: chunk({}, 'length') }, 'length'],
    ['the reply is filtered', { last: chunk({}, 'content_filter') }, 'content_filter'],
    ['the reply is a refusal', { last: chunk({ refusal: 'no' }, 'stop') }, 'refusal'],
    ['the stream ends without a reason', {}, 'incomplete'],
    ['the connection breaks', { end: 'socket-destroyed' }, 'rejected'],
  ])('is aborted and discarded, for all to see, when %s', async (_why, { last, end }, expected) => {
    const hold = Promise.withResolvers<void>();
    const { read, chat, executor } = tools();
    const records: unknown[] = [];
    executor.subscribe((event) => event.type === 'batch-end' && records.push(event.result.record.calls[0]?.errorCode));
    const chunks = [
      begin(0, 'read', '{}'),
      begin(1, 'write', '{}'),
      hold.promise,
      ...(last === undefined ? [] : [last]),
    ];
    server.script({ chunks, ...(end === undefined ? {} : { end }) });
    const run = chat();
    await until(run, 'attempt-start', 'c0');
    hold.resolve();
    const status = await run.result.then(
      (result) => result.status,
      () => 'rejected',
    );
    expect(status).toBe(expected);
    expect(read.contexts[0]?.signal.aborted).toBe(true);
    expect(records).toEqual(['DISCARDED']);
    checkTranscript(run.messages);
    expect(answersOf(run.messages)).toEqual([]);
    await until(run, 'call-discarded', 'c0');
  });

  it('is discarded when more of it comes, and is answered as what it then is', async () => {
    const hold = Promise.withResolvers<void>();
    const { read, write, chat } = tools();
    server.script(
      { chunks: [begin(0, 'read', '{"a":1}'), begin(1, 'write', '{}'), hold.promise, more(0, ',"b":2}'), END] },
      { text: 'ok' },
    );
    const run = chat();
    await until(run, 'attempt-start', 'c0');
    hold.resolve();
    await until(run, 'attempt-start', 'c1');
    write.open();
    const { messages } = await resultOf(run);
    expect(read.contexts[0]?.signal.aborted).toBe(true);
    expect(read.startCount).toBe(1);
    expect(answersOf(messages)).toEqual([expect.objectContaining({ code: 'invalid_arguments' }), 'write 0']);
  });

  it('is aborted as soon as more of it comes, not when the reply ends', async () => {
    const [hold, end] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const { read, write, chat } = tools();
    const chunks = [begin(0, 'read', '{}'), begin(1, 'write', '{}'), hold.promise, more(0, '{}'), end.promise, END];
    server.script({ chunks }, { text: 'ok' });
    const run = chat();
    await until(run, 'attempt-start', 'c0');
    hold.resolve();
    await until(run, 'call-discarded', 'c0');
    expect([read.contexts[0]?.signal.aborted, write.startCount]).toEqual([true, 0]);
    end.resolve();
    await until(run, 'attempt-start', 'c1');
    write.open();
    await resultOf(run);
  });

  it('goes on when nothing but blanks come after it', async () => {
    const hold = Promise.withResolvers<void>();
    const { read, write, chat } = tools();
    server.script(
      { chunks: [begin(0, 'read', '{}'), begin(1, 'write', '{}'), hold.promise, more(0, ' \n'), END] },
      { text: 'ok' },
    );
    const run = chat();
    await until(run, 'attempt-start', 'c0');
    hold.resolve();
    await until(run, 'attempt-start', 'c1');
    read.open();
    write.open();
    expect(answersOf((await resultOf(run)).messages)).toEqual(['read 0', 'write 0']);
  });

  it('is discarded in the last turn, and beyond the calls that a run may make, by never starting', async () => {
    const { read, chat } = tools();
    const chunks = [begin(0, 'read', '{}'), begin(1, 'read', '{}'), END];
    server.script({ chunks });
    expect((await resultOf(chat({ maxTurns: 1 }))).status).toBe('max_turns');
    expect(read.startCount).toBe(0);
    server.script({ chunks });
    const result = await resultOf(chat({ maxCalls: 1 }));
    expect(result.status).toBe('max_calls');
    expect(read.contexts.map(({ signal }) => signal.aborted)).toEqual([true]);
    expect(answersOf(result.messages)).toHaveLength(2);
  });
});

it('a request that the client sends again starts nothing twice', async () => {
  const executed: unknown[] = [];
  const read = defineTool({ name: 'read', effects: 'read', execute: (args) => executed.push(args) });
  const executor = createExecutor({ tools: [read] });
  let refusals = 1;
  const client = server.client.withOptions({
    maxRetries: 1,
    fetch: async (...request) => {
      if (refusals-- > 0) return new Response('busy', { status: 503, headers: { 'retry-after-ms': '1' } });
      return fetch(...request);
    },
  });
  server.script({ chunks: [begin(0, 'read', '{"a":1}'), begin(1, 'read', '{"a":2}'), END] }, { text: 'ok' });
  const { status } = await resultOf(runChat(client, BODY, { executor, eager: 'read-only' }));
  expect([status, executed]).toEqual(['completed', [{ a: 1 }, { a: 2 }]]);
});

it('a run that goes on from where the connection broke executes what the new reply asks for', async () => {
  const executor = createExecutor({ tools: [defineTool({ name: 'read', effects: 'read', execute: () => 'read' })] });
  const chunks = [begin(0, 'read', '{"a":1}'), begin(1, 'read', '{"a":2}')];
  server.script({ chunks, end: 'socket-destroyed' }, { chunks: [...chunks, END] }, { text: 'ok' });
  const broken = runChat(server.client, BODY, { executor, eager: 'read-only' });
  await expect(broken.result).rejects.toThrow();
  const body = { ...BODY, messages: broken.messages } as ChatBody;
  const { messages } = await resultOf(runChat(server.client, body, { executor, eager: 'read-only' }));
  expect(answersOf(messages)).toEqual(['read', 'read']);
});

describe('any stream, eager', () => {
  const piece = fc.record({
    index: fc.nat({ max: 2 }),
    name: fc.constantFrom('read', 'write', '', 're'),
    args: fc.constantFrom('', '{', '}', '{"n":1}', '"n":2', ' '),
  });
  const finish = fc.constantFrom('tool_calls', 'stop', 'length', null);

  it('executes each call at most once with the arguments it ended with, and no write before the end', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(piece, { maxLength: 8 }), finish, async (pieces, finishReason) => {
        let hasEnded = false;
        const executed: { callId: string; name: string; args: string; isEarly: boolean }[] = [];
        const tool = (name: string, effects: 'read' | 'write') =>
          defineTool({
            name,
            effects,
            execute: async (args, { callId }) => {
              executed.push({ callId, name, args: JSON.stringify(args), isEarly: !hasEnded });
            },
          });
        const executor = createExecutor({ tools: [tool('read', 'read'), tool('write', 'write')] });
        async function* stream() {
          for (const { index, name, args } of pieces) {
            yield callChunk({ index, id: `c${index}`, function: { name, arguments: args } });
            await Promise.resolve();
          }
          hasEnded = true;
          yield chunk({}, finishReason);
        }
        const client = { chat: { completions: { create: async () => stream() } } };
        const { turns, status, messages } = await resultOf(
          runChat(client, BODY, { executor, eager: 'read-only', maxTurns: 2 }),
        );
        expect(new Set(executed.map(({ callId }) => callId)).size).toBe(executed.length);
        expect(executed.filter(({ name, isEarly }) => name === 'write' && isEarly)).toEqual([]);
        for (const { name, args } of executed) expect([name, JSON.parse(args)]).toEqual([name, expect.any(Object)]);
        if (status === 'length' || status === 'incomplete') {
          expect(executed.every(({ name }) => name === 'read')).toBe(true);
          expect(answersOf(messages)).toEqual([]);
          return;
        }
        const whole = (turns[0]?.calls ?? []).filter(
          ({ name, arguments: text }) => isObject(text) && ['read', 'write'].includes(name),
        );
        if (turns[0]?.batch)
          for (const { id, name } of whole)
            expect(executed.some((one) => one.callId.startsWith(id) && one.name === name)).toBe(true);
      }),
      { numRuns: 2_000 },
    );
  }, 60_000);
});

function isObject(text: string): boolean {
  try {
    return text.trim() === '' || text.trim().startsWith('{') === (JSON.parse(text) !== null);
  } catch {
    return false;
  }
}
