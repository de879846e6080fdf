import OpenAI5 from 'openai5';
import OpenAI6 from 'openai6';
import { describe, expect, it } from 'vitest';
import { type ChatClient, type ResponsesClient, runChat, runResponses } from '../src/index.js';
import { checkItems } from './check-items.js';
import { CLIENTS } from './clients.js';
import { openReplayServer } from './open-replay-server.js';
import { callChunk, chunk } from './replay-server.js';
import { call, message, response, streamed } from './responses-script.js';
import { answersOf, QUESTION, resultOf, testExecutor } from './support.js';

const server = await openReplayServer();

describe.each(CLIENTS)('with the client openai %s', (_version, OpenAI) => {
  it.each([true, false])('runChat goes through a chat, stream: %s', async (stream) => {
    const calls = [1, 2].map((n) => ({ id: `c${n}`, name: 'work', arguments: `{"n":${n}}` }));
    server.script({ calls }, { text: 'done' });
    const executor = testExecutor();
    const run = runChat(
      server.clientOf(OpenAI),
      { model: 'm', messages: QUESTION, stream },
      { executor, eager: 'read-only' },
    );
    const { text, messages } = await resultOf(run);
    expect([text, answersOf(messages)]).toEqual(['done', ['worked 1', 'worked 2']]);
  });

  it.each([true, false])('runResponses goes through a conversation, stream: %s', async (stream) => {
    const replies = [response([call('a', 'work', { n: 1 })]), response([message('done')])];
    server.script(...replies.map((reply) => (stream ? streamed(reply) : reply)));
    const run = runResponses(
      server.clientOf(OpenAI),
      { model: 'm', input: 'go', stream },
      { executor: testExecutor() },
    );
    const { text, items, status } = await run.result;
    expect([status, text]).toEqual(['completed', 'done']);
    checkItems(items);
  });

  it.each(['without-done', 'socket-destroyed'] as const)('executes nothing of a stream that ends: %s', async (end) => {
    const executor = testExecutor();
    server.script({
      chunks: [
        callChunk({ index: 0, id: 'a', function: { name: 'work', arguments: '{"n":1}' } }),
        chunk({ content: 'x' }),
      ],
      end,
    });
    const run = runChat(server.clientOf(OpenAI), { model: 'm', messages: QUESTION, stream: true }, { executor });
    await run.result.catch(() => null);
    expect([executor.executed, run.messages.length <= 2]).toEqual([[], true]);
  });

  it('ends an aborted request', async () => {
    const controller = new AbortController();
    server.script({ chunks: [chunk({ content: 'x' })], end: 'never' });
    const run = runChat(
      server.clientOf(OpenAI),
      { model: 'm', messages: QUESTION, stream: true },
      { executor: testExecutor(), signal: controller.signal },
    );
    for await (const { type } of run) if (type === 'text-delta') controller.abort();
    expect((await resultOf(run)).status).toBe('aborted');
  });
});

it('the clients’ own types fit', () => {
  const options = { apiKey: 'none' };
  const clients: (ChatClient & ResponsesClient)[] = [new OpenAI5(options), new OpenAI6(options)];
  expect(clients).toHaveLength(2);
});
