import { createExecutor, defineTool } from '@parallel-tools/executor';
import { createManualClock, gatedTool, settle } from '@parallel-tools/executor/testing';
import { describe, expect, it } from 'vitest';
import { type ChatMessage, type RunChatOptions, runChat } from '../src/index.js';
import { openReplayServer } from './open-replay-server.js';
import { answersOf, QUESTION, resultOf, testExecutor } from './support.js';

const server = await openReplayServer();

const BODY = { model: 'm', messages: QUESTION };
const WORK = (...ns: number[]) => ns.map((n) => ({ id: `c${n}`, name: 'work', arguments: `{"n":${n}}` }));
const usage = (total_tokens: number) => ({ prompt_tokens: total_tokens - 1, completion_tokens: 1, total_tokens });

const chat = (options: Partial<RunChatOptions> = {}, messages: ChatMessage[] = QUESTION) => {
  const executor = testExecutor();
  return { executor, run: runChat(server.client, { ...BODY, messages }, { executor, ...options }) };
};

describe('a run’s limits', () => {
  it('end it before the calls that do not fit, and answer them', async () => {
    server.script({ calls: WORK(1, 2) }, { calls: WORK(3, 4) });
    const { run, executor } = chat({ maxCalls: 3 });
    const { status, messages } = await resultOf(run);
    const reason = { code: 'not_executed', message: 'not executed: the run may make 3 calls, and no more' };
    expect([status, answersOf(messages)]).toEqual(['max_calls', ['worked 1', 'worked 2', reason, reason]]);
    expect(executor.executed).toHaveLength(2);
  });

  it('let calls through that just fit', async () => {
    server.script({ calls: WORK(1, 2) }, { calls: WORK(3) }, { text: 'ok' });
    expect((await resultOf(chat({ maxCalls: 3 }).run)).status).toBe('completed');
  });

  it('end it when its tokens are used up and the model asks for more', async () => {
    server.script({ calls: WORK(1), usage: usage(49) }, { calls: WORK(2), usage: usage(51) });
    const { run, executor } = chat({ maxTokens: 100 });
    expect((await resultOf(run)).status).toBe('max_tokens');
    expect(executor.executed).toEqual([{ n: 1 }]);
    server.script(
      { calls: WORK(1), usage: usage(49) },
      { calls: WORK(2), usage: usage(50) },
      { text: 'ok', usage: usage(100) },
    );
    expect((await resultOf(chat({ maxTokens: 100 }).run)).status).toBe('completed');
  });

  it('end it when its time is up, though a tool does not listen', async () => {
    const clock = createManualClock();
    const gated = gatedTool('gated');
    server.script({ calls: [{ id: 'a', name: 'gated' }] });
    const { run } = chat({ executor: createExecutor({ tools: [gated] }), maxTimeMs: 100, clock });
    while (gated.startCount === 0) await settle();
    await clock.advance(99);
    expect(gated.contexts[0]?.signal.aborted).toBe(false);
    await clock.advance(1);
    const { status, messages } = await resultOf(run);
    expect([status, answersOf(messages)]).toEqual(['max_time', [expect.objectContaining({ code: 'aborted' })]]);
    expect(clock.pendingTimers).toBe(0);
  });

  it('leave no timer behind', async () => {
    const clock = createManualClock();
    server.script({ text: 'ok' }, { status: 500, body: {} });
    await resultOf(chat({ maxTimeMs: 100, clock }).run);
    await expect(chat({ maxTimeMs: 100, clock }).run.result).rejects.toThrow();
    expect(clock.pendingTimers).toBe(0);
    server.script({ text: 'ok' });
    await resultOf(chat({ maxTimeMs: 2 ** 31, clock }).run);
  });

  it.each([
    [{ maxCalls: 0 }, 'maxCalls must be a positive integer or Infinity, got 0'],
    [{ maxTokens: 1.5 }, 'maxTokens must be a positive integer or Infinity, got 1.5'],
    [{ maxResultChars: -1 }, 'maxResultChars must be a positive integer or Infinity, got -1'],
    [{ maxTimeMs: Number.NaN }, 'maxTimeMs must be a positive number or Infinity, got NaN'],
    [{ eager: true as never }, "eager must be 'off' or 'read-only', got true"],
    [{ references: true }, 'references needs an executor made with references: true'],
  ])('are checked before any request: %j', (options, message) => {
    server.script();
    expect(() => chat(options)).toThrow(message);
    expect(server.requests).toHaveLength(0);
  });
});

describe('an answer that is too long', () => {
  const long = createExecutor({
    tools: [defineTool({ name: 'long', execute: () => `${'a'.repeat(60)}${'z'.repeat(60)}` })],
  });

  it('keeps begin and end, with a note of what was left out', async () => {
    server.script({ calls: [{ id: 'a', name: 'long' }] }, { text: 'ok' });
    const { run } = chat({ executor: long, maxResultChars: 20 });
    const note = '[… 100 of 120 characters left out …]';
    expect(answersOf((await resultOf(run)).messages)).toEqual([`${'a'.repeat(10)}\n${note}\n${'z'.repeat(10)}`]);
  });

  it('is cut by the user’s rule, if there is one', async () => {
    server.script({ calls: [{ id: 'a', name: 'long' }] }, { text: 'ok' });
    const cutResult = (text: string, facts: object) => `${text.length} ${JSON.stringify(facts)}`;
    const { run } = chat({ executor: long, maxResultChars: 100, cutResult });
    expect(answersOf((await resultOf(run)).messages)).toEqual(['120 {"callId":"a","toolName":"long","maxChars":100}']);
  });

  it('keeps no half of a character', async () => {
    const emoji = createExecutor({ tools: [defineTool({ name: 'long', execute: () => '🙂'.repeat(9) })] });
    server.script({ calls: [{ id: 'a', name: 'long' }] }, { text: 'ok' });
    await resultOf(chat({ executor: emoji, maxResultChars: 6 }).run);
  });
});

describe('a run from messages that end with unanswered calls', () => {
  const call = (id: string, n: number) => ({
    id,
    type: 'function' as const,
    function: { name: 'work', arguments: `{"n":${n}}` },
  });
  const asked: ChatMessage = {
    role: 'assistant',
    content: null,
    tool_calls: [call('a', 1), call('b', 2), call('c', 3)],
  };

  it('executes those first, and answers in call order', async () => {
    server.script({ text: 'ok' });
    const { run, executor } = chat({}, [
      ...QUESTION,
      asked,
      { role: 'tool', tool_call_id: 'b', content: 'done before' },
    ]);
    const { messages, turns, status } = await resultOf(run);
    expect([status, turns.map(({ turn }) => turn)]).toEqual(['completed', [0, 1]]);
    expect(executor.executed).toEqual([{ n: 1 }, { n: 3 }]);
    expect(answersOf(messages)).toEqual(['worked 1', 'done before', 'worked 3']);
    expect(server.requests).toHaveLength(1);
  });

  it('asks at once when all are answered', async () => {
    server.script({ text: 'ok' });
    const answers = ['a', 'b', 'c'].map((id) => ({ role: 'tool' as const, tool_call_id: id, content: 'x' }));
    const { run, executor } = chat({}, [...QUESTION, asked, ...answers]);
    expect((await resultOf(run)).turns.map(({ turn }) => turn)).toEqual([1]);
    expect(executor.executed).toEqual([]);
  });

  it('ends with answers when it is aborted before', async () => {
    const { run } = chat({ signal: AbortSignal.abort() }, [...QUESTION, asked]);
    const { messages, status } = await resultOf(run);
    expect([status, answersOf(messages).length]).toEqual(['aborted', 3]);
  });
});
