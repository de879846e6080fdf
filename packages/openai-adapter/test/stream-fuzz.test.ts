import { createExecutor, defineTool } from '@parallel-tools/executor';
import fc from 'fast-check';
import OpenAI, { OpenAIError } from 'openai';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { type ChatBody, type ResponsesBody, runChat, runResponses } from '../src/index.js';
import { checkItems } from './check-items.js';
import { checkTranscript } from './check-transcript.js';
import { callChunk, chunk } from './replay-server.js';
import { call, message, response, streamed } from './responses-script.js';
import { QUESTION } from './support.js';

const toSse = (chunks: readonly unknown[]) =>
  chunks.map((each) => (typeof each === 'string' ? each : `data: ${JSON.stringify(each)}\n\n`)).join('');
const begin = (index: number, name: string, args = '') =>
  callChunk({ index, id: `c${index}`, type: 'function', function: { name, arguments: args } });
const more = (index: number, args: string) => callChunk({ index, function: { arguments: args } });

const CHAT = [
  [
    chunk({ content: 'hm 🙂' }),
    begin(0, 'read'),
    more(0, '{"n":'),
    more(0, '1}'),
    begin(1, 'write', '{"n":2}'),
    begin(2, 'read', '{"n":3}'),
    chunk({}, 'tool_calls'),
  ],
  [begin(0, 'read', '{"n":1}'), begin(0, 'write', '{"n":2}'), ': keep-alive\n\n', chunk({}, 'stop')],
  [begin(0, 'write', '{"n":1}'), begin(1, 'read', '{"n":2}'), begin(2, 'read', '{}'), chunk({}, 'length')],
].map((chunks) => `${toSse(chunks)}data: [DONE]\n\n`);
const RESPONSES = [
  response([call('c0', 'read', { n: 1 }), call('c1', 'write', { n: 2 }), message('hm 🙂')]),
  response([call('c0', 'read', { n: 1 }), call('c1', 'write', { n: 2 })], {
    status: 'incomplete',
    incomplete_details: { reason: 'max_output_tokens' },
  }),
].map((reply) => toSse(streamed(reply).chunks));

/** What befalls a stream of bytes: it is cut, a stretch of it is lost, doubled or overwritten, and it comes in any pieces. */
const anyMishap = fc.record({
  script: fc.nat(),
  cutAt: fc.option(fc.double({ min: 0, max: 1, noNaN: true })),
  damage: fc.option(
    fc.record({
      at: fc.double({ min: 0, max: 1, noNaN: true }),
      length: fc.nat({ max: 12 }),
      by: fc.constantFrom('', '"', '}', '{', '\n\n', '\\', 'null', '0', '\u0000', 'ü', 'twice'),
    }),
  ),
  pieceAt: fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 4 }),
  breaks: fc.boolean(),
});
type Mishap = typeof anyMishap extends fc.Arbitrary<infer Value> ? Value : never;

function bytesOf(scripts: readonly string[], { script, cutAt, damage }: Mishap): Uint8Array {
  let text = scripts[script % scripts.length] as string;
  if (damage !== null) {
    const at = Math.floor(damage.at * text.length);
    const stretch = text.slice(at, at + damage.length);
    text = text.slice(0, at) + (damage.by === 'twice' ? stretch + stretch : damage.by) + text.slice(at + damage.length);
  }
  const bytes = new TextEncoder().encode(text);
  return cutAt === null ? bytes : bytes.subarray(0, Math.floor(cutAt * bytes.length));
}

/** A client whose server answers the first request with these bytes in these pieces, and later ones with the end. */
function clientOn(bytes: Uint8Array, { pieceAt, breaks }: Mishap, last: string): OpenAI {
  let requests = 0;
  const fetch = async () => {
    requests += 1;
    const all = requests === 1 ? bytes : new TextEncoder().encode(last);
    const ends = [...pieceAt.map((at) => Math.floor(at * all.length)), all.length].sort((a, b) => a - b);
    let sent = 0;
    const body = new ReadableStream<Uint8Array>({
      pull(controller) {
        const end = ends.shift();
        if (end === undefined) {
          if (breaks && requests === 1) controller.error(new TypeError('terminated'));
          else controller.close();
          return;
        }
        // An empty piece would be no pull.
        controller.enqueue(all.slice(sent, Math.max(end, sent)));
        sent = Math.max(end, sent);
      },
    });
    return new Response(body, { headers: { 'content-type': 'text/event-stream' } });
  };
  return new OpenAI({ apiKey: 'none', baseURL: 'http://fake/v1', fetch, maxRetries: 0, logLevel: 'off' });
}

function watched() {
  const executed: { id: string; name: string; n: number }[] = [];
  const tool = (name: string, effects: 'read' | 'write') =>
    defineTool({
      name,
      effects,
      input: z.object({ n: z.number() }),
      execute: ({ n }, { callId }) => executed.push({ id: callId, name, n }),
    });
  return { executed, executor: createExecutor({ tools: [tool('read', 'read'), tool('write', 'write')] }) };
}

const REJECTS = (error: unknown) =>
  error instanceof OpenAIError || error instanceof SyntaxError || (error as Error).message === 'terminated';

function expectSane(executed: ReturnType<typeof watched>['executed'], mayWrite: boolean) {
  expect(new Set(executed.map(({ id }) => id)).size).toBe(executed.length);
  for (const { name, n } of executed) {
    expect(Number.isFinite(n)).toBe(true);
    if (!mayWrite) expect(name).toBe('read');
  }
}

it('chat streams, however they come: nothing half-read is executed, nothing twice, and no transcript is spoiled', async () => {
  const last = `${toSse([chunk({ content: 'ok' }), chunk({}, 'stop')])}data: [DONE]\n\n`;
  await fc.assert(
    fc.asyncProperty(anyMishap, async (mishap) => {
      const { executed, executor } = watched();
      const client = clientOn(bytesOf(CHAT, mishap), mishap, last);
      const body: ChatBody = { model: 'm', messages: QUESTION, stream: true };
      const run = runChat(client, body, { executor, eager: 'read-only' });
      const ended = await run.result.catch((error: unknown) => {
        expect(REJECTS(error)).toBe(true);
        return null;
      });
      checkTranscript(run.messages);
      expectSane(
        executed,
        ended?.turns[0]?.batch != null && ['tool_calls', 'stop'].includes(ended.turns[0]?.finishReason ?? ''),
      );
    }),
    { numRuns: 12_500 },
  );
}, 300_000);

it('responses streams, however they come: the same', async () => {
  const last = toSse(streamed(response([message('ok')])).chunks);
  await fc.assert(
    fc.asyncProperty(anyMishap, async (mishap) => {
      const { executed, executor } = watched();
      const client = clientOn(bytesOf(RESPONSES, mishap), mishap, last);
      const body: ResponsesBody = { model: 'm', input: 'go', stream: true };
      const run = runResponses(client, body, { executor, eager: 'read-only' });
      const ended = await run.result.catch((error: unknown) => {
        expect(REJECTS(error)).toBe(true);
        return null;
      });
      checkItems(run.next.input);
      expectSane(executed, ended?.turns[0]?.finishReason === 'completed');
    }),
    { numRuns: 12_500 },
  );
}, 300_000);
