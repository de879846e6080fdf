import { createExecutor } from '@parallel-tools/executor';
import { gatedTool, settle } from '@parallel-tools/executor/testing';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ChatBody, type ChatEvent, type ChatRun, runChat } from '../src/index.js';
import { checkTranscript } from './check-transcript.js';
import { openReplayServer } from './open-replay-server.js';
import { callChunk, chunk } from './replay-server.js';
import { answersOf, eventsOf, QUESTION, resultOf, testExecutor } from './support.js';

const server = await openReplayServer();
const unhandled: unknown[] = [];
const onUnhandled = (reason: unknown) => unhandled.push(reason);

beforeAll(() => {
  process.on('unhandledRejection', onUnhandled);
});
afterAll(() => {
  process.off('unhandledRejection', onUnhandled);
  expect(unhandled).toEqual([]);
});

const call = (id: string, name = 'work', args = '{"n":1}') => ({ id, name, arguments: args });
const SCRIPT = [
  { text: 'first I look', calls: [call('a'), call('b'), call('c', 'boom'), call('d', 'work', '{')] },
  { calls: [call('a'), call('', 'ping', '')], finishReason: 'stop' },
  { text: 'and then I answer' },
];

const body = (stream: boolean, more: Partial<ChatBody> = {}) =>
  ({ model: 'm', messages: QUESTION, stream, ...more }) as ChatBody;

/** All events of the run, its transcript checked at each; calls `act` at the one at that place, counted from 1. */
async function actAt(run: ChatRun, position: number, act: () => void): Promise<ChatEvent[]> {
  const events: ChatEvent[] = [];
  for await (const event of run) {
    checkTranscript(run.messages);
    if (events.push(event) === position) act();
  }
  return events;
}

describe('a run that is aborted', () => {
  it('can be sent again, whichever event it was aborted at, and starts nothing after it', async () => {
    const anyRun = fc.record({
      position: fc.integer({ min: 1, max: 60 }),
      // The executor's events reach a listener while they happen, those of the run whoever iterates a little later.
      heardBy: fc.constantFrom('listener', 'loop'),
      stream: fc.boolean(),
      parallel_tool_calls: fc.boolean(),
      maxTurns: fc.integer({ min: 1, max: 4 }),
      maxConcurrency: fc.integer({ min: 1, max: 3 }),
    });
    await fc.assert(
      fc.asyncProperty(anyRun, async ({ position, heardBy, stream, parallel_tool_calls, maxTurns, maxConcurrency }) => {
        server.script(...SCRIPT);
        const controller = new AbortController();
        const executor = testExecutor({ maxConcurrency });
        let executedBefore = -1;
        const abort = () => {
          controller.abort();
          executedBefore = executor.executed.length;
        };
        let heard = 0;
        if (heardBy === 'listener') executor.subscribe(() => ++heard === position && abort());
        const run = runChat(server.client, body(stream, { parallel_tool_calls }), {
          executor,
          maxTurns,
          signal: controller.signal,
        });
        const events = await actAt(run, heardBy === 'loop' ? position : -1, abort);
        const { status } = await resultOf(run);
        expect(events.at(-1)).toEqual({ type: 'run-end', status });
        if (executedBefore !== -1) expect(executor.executed).toHaveLength(executedBefore);
      }),
      { numRuns: 400 },
    );
  }, 60_000);

  it('ends at once, though its tools ignore the signal, and says which of them may have taken effect', async () => {
    const [gated, waiting] = [gatedTool('gated'), gatedTool('waiting')];
    const executor = createExecutor({ tools: [gated, waiting], maxConcurrency: 1 });
    for (const stream of [true, false]) {
      server.script({ calls: [call('a', 'gated', '{}'), call('b', 'waiting', '{}')] });
      const controller = new AbortController();
      const run = runChat(server.client, body(stream), { executor, signal: controller.signal });
      for await (const event of run) {
        if (event.type === 'tool-event' && event.event.type === 'attempt-start') controller.abort();
      }
      const { status, messages } = await resultOf(run);
      expect(status).toBe('aborted');
      expect(answersOf(messages)).toEqual([
        { code: 'aborted', message: 'aborted while it ran; it may have taken effect' },
        { code: 'aborted', message: 'not executed: aborted' },
      ]);
      expect(server.requests).toHaveLength(1);
    }
    expect(waiting.startCount).toBe(0);
  });

  it('asks nobody when it was aborted before it began', async () => {
    let requests = 0;
    const create = async () => ({ requests: ++requests });
    const run = runChat({ chat: { completions: { create } } }, body(false), {
      executor: testExecutor(),
      signal: AbortSignal.abort(),
    });
    expect(await resultOf(run)).toMatchObject({ status: 'aborted', messages: QUESTION, turns: [] });
    expect(requests).toBe(0);
  });

  it('drops a reply that was still coming', async () => {
    const never = new Promise(() => {});
    const executor = testExecutor();
    server.script({ chunks: [chunk({ content: 'half' }), callChunk({ index: 0, ...fn('a', '{"n":1}') }), never] });
    const controller = new AbortController();
    const run = runChat(server.client, body(true), { executor, signal: controller.signal });
    for await (const event of run) if (event.type === 'call-start') controller.abort();
    expect(await resultOf(run)).toMatchObject({ status: 'aborted', messages: QUESTION });
    expect(executor.executed).toEqual([]);
  });

  it('is a result, not a rejection, while the request waits for an answer', async () => {
    const controller = new AbortController();
    const client = { chat: { completions: { create: hanging(() => controller.abort()) } } };
    const run = runChat(client, body(false), { executor: testExecutor(), signal: controller.signal });
    expect(await resultOf(run)).toMatchObject({ status: 'aborted' });
  });

  it('ends with a client whose stream goes on all the same', async () => {
    const controller = new AbortController();
    async function* endless() {
      while (true) yield { choices: [{ index: 0, delta: { content: 'and ' } }] };
    }
    const client = { chat: { completions: { create: async () => endless() } } };
    const run = runChat(client, body(true), { executor: testExecutor(), signal: controller.signal });
    for await (const event of run) if (event.type === 'text-delta') controller.abort();
    expect(await resultOf(run)).toMatchObject({ status: 'aborted' });
  });
});

describe('a run whose executor is closed while its calls run', () => {
  it.each([
    ['together', true, 'second 0'],
    ['in order', false, { code: 'not_executed', message: 'not executed: the executor was closed' }],
  ])('keeps the results of those that ran, %s, and answers the others', async (_how, parallel_tool_calls, answer) => {
    const [first, second] = [gatedTool('first'), gatedTool('second')];
    const executor = createExecutor({ tools: [first, second] });
    server.script({ calls: [call('a', 'first', '{}'), call('b', 'second', '{}')] }, { text: 'done' });
    const run = runChat(server.client, body(true, { parallel_tool_calls }), { executor });
    let closed: Promise<void> | null = null;
    for await (const event of run) {
      if (event.type !== 'tool-event' || event.event.type !== 'attempt-start') continue;
      closed ??= executor.close();
      (event.event.callId === 'a' ? first : second).open();
    }
    await closed;
    const { status, messages } = await resultOf(run);
    expect([status, answersOf(messages)]).toEqual(['completed', ['first 0', answer]]);
  });
});

it('rejects with what else an executor throws', async () => {
  const executor = testExecutor();
  const open = () => ({
    ...executor.open(),
    add() {
      throw new Error('broken');
    },
    seal() {},
  });
  server.script({ calls: [call('a')] });
  const run = runChat(server.client, body(false, { parallel_tool_calls: false }), { executor: { ...executor, open } });
  await expect(run.result).rejects.toThrow('broken');
  checkTranscript(run.messages);
});

describe('a run whose events are iterated', () => {
  it('is aborted when the loop is left early', async () => {
    const gated = gatedTool('gated');
    const executor = createExecutor({ tools: [gated] });
    server.script({ calls: [call('a', 'gated', '{}')] });
    const run = runChat(server.client, body(true), { executor });
    for await (const event of run) if (event.type === 'tool-event' && event.event.type === 'attempt-start') break;
    expect(await resultOf(run)).toMatchObject({ status: 'aborted' });
    expect(gated.contexts[0]?.signal.aborted).toBe(true);
  });

  it('is aborted at once when the iterator is returned while it waits for the next event', async () => {
    const gated = gatedTool('gated');
    const executor = createExecutor({ tools: [gated] });
    server.script({ calls: [call('a', 'gated', '{}')] });
    const run = runChat(server.client, body(true), { executor });
    const events = run[Symbol.asyncIterator]();
    let next = await events.next();
    while (next.value?.type !== 'tool-event' || next.value.event.type !== 'attempt-start') next = await events.next();
    const waiting = events.next();
    await events.return?.();
    expect(gated.contexts[0]?.signal.aborted).toBe(true);
    expect(await resultOf(run)).toMatchObject({ status: 'aborted' });
    await waiting;
    expect(await events.next()).toEqual({ done: true, value: undefined });
  });

  it('is not aborted when the loop came to its end', async () => {
    server.script(...SCRIPT);
    const run = runChat(server.client, body(true), { executor: testExecutor() });
    await eventsOf(run);
    expect(await resultOf(run)).toMatchObject({ status: 'completed' });
  });

  it('throws there what the result rejects with; whichever of the two is left alone stays quiet', async () => {
    const failing = () => {
      server.script({ status: 400, body: { error: { message: 'bad' } } });
      return runChat(server.client, body(true), { executor: testExecutor() });
    };
    await expect(eventsOf(failing())).rejects.toMatchObject({ status: 400 });
    await expect(failing().result).rejects.toMatchObject({ status: 400 });
    const alone = failing();
    await expect(
      alone.result.then(
        () => 'ok',
        () => 'failed',
      ),
    ).resolves.toBe('failed');
    const create = () => Promise.reject(new Error('nobody looks at this'));
    runChat({ chat: { completions: { create } } }, body(true), { executor: testExecutor() });
    await settle();
    expect(unhandled).toEqual([]);
  });
});

function fn(id: string, args: string) {
  return { id, type: 'function', function: { name: 'work', arguments: args } };
}

/** A request that ends as the client's does when its signal aborts. */
function hanging(onRequest: () => void) {
  return (_body: unknown, { signal }: { signal?: AbortSignal } = {}) =>
    new Promise((_resolve, reject) => {
      signal?.addEventListener('abort', () => reject(new Error('Request was aborted.')));
      onRequest();
    });
}
