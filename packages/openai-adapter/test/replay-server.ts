import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import OpenAI from 'openai';
import type { ChatBody } from '../src/index.js';

/** A reply of the model, sent as chunks or as a whole, as the request asks. */
export interface ScriptedReply {
  readonly text?: string;
  readonly refusal?: string;
  readonly calls?: readonly { id?: string | null; name: string; arguments?: string }[];
  /** @defaultValue 'tool_calls' with calls, else 'stop' */
  readonly finishReason?: string | null;
  readonly usage?: object;
}

/** What a polite server does not send: chunks as they are, and how the stream ends. */
export interface RawReply {
  /** A chunk is sent as JSON, text as it is, and a promise holds the stream up. */
  readonly chunks: readonly (object | string | Promise<unknown>)[];
  /** @defaultValue 'done' */
  readonly end?: 'done' | 'without-done' | 'socket-destroyed' | 'never';
}

/** Any other answer. */
export interface WholeReply {
  readonly status: number;
  readonly body: unknown;
}

export type Reply = ScriptedReply | RawReply | WholeReply;

/** A model server on a free port of this machine that answers with what the test queued, in order. */
export interface ReplayServer {
  readonly client: OpenAI;
  /** A client of that version. */
  clientOf(Client: typeof OpenAI): OpenAI;
  readonly requests: ChatBody[];
  /** Replaces what is queued and forgets earlier requests. */
  script(...replies: readonly Reply[]): void;
  close(): Promise<void>;
}

export async function startReplayServer(): Promise<ReplayServer> {
  const requests: ChatBody[] = [];
  let queue: Reply[] = [];
  const server = createServer(async (request, response) => {
    const body = await readJson(request);
    requests.push(body);
    const reply = queue.shift() ?? { status: 500, body: { error: { message: 'nothing is scripted' } } };
    if ('status' in reply) sendWhole(response, reply);
    else if ('chunks' in reply) await sendRaw(response, reply);
    else if (body.stream) await sendRaw(response, { chunks: toChunks(reply) });
    else sendWhole(response, { status: 200, body: toCompletion(reply) });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  // A server that listens on a port has an address of this kind.
  const { port } = server.address() as AddressInfo;
  const clientOf = (Client: typeof OpenAI) =>
    new Client({ baseURL: `http://127.0.0.1:${port}/v1`, apiKey: 'none', maxRetries: 0, logLevel: 'off' });
  return {
    client: clientOf(OpenAI),
    clientOf,
    requests,
    script(...replies) {
      requests.length = 0;
      queue = [...replies];
    },
    close() {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

/** One chunk with one choice. */
export function chunk(delta: object, finishReason?: string | null, rest: object = {}): object {
  return {
    id: 'x',
    object: 'chat.completion.chunk',
    choices: [{ index: 0, delta, finish_reason: finishReason ?? null }],
    ...rest,
  };
}

/** One chunk with one tool call's delta. */
export function callChunk(delta: object): object {
  return chunk({ tool_calls: [delta] });
}

function toChunks({ text = '', refusal, calls = [], usage, ...reply }: ScriptedReply): object[] {
  const chunks: object[] = [chunk({ role: 'assistant', content: '' })];
  for (const word of text.match(/\S+\s*/g) ?? []) chunks.push(chunk({ content: word }));
  if (refusal !== undefined) chunks.push(chunk({ refusal }));
  calls.forEach(({ id, name, arguments: args = '{}' }, index) => {
    chunks.push(callChunk({ index, id, type: 'function', function: { name, arguments: '' } }));
    for (const piece of args.match(/.{1,3}/gs) ?? []) chunks.push(callChunk({ index, function: { arguments: piece } }));
  });
  chunks.push(chunk({}, finishReasonOf({ calls, ...reply })));
  if (usage !== undefined) chunks.push({ id: 'x', object: 'chat.completion.chunk', choices: [], usage });
  return chunks;
}

function toCompletion({ text, refusal, calls = [], usage, ...reply }: ScriptedReply): object {
  const tool_calls = calls.map(({ id, name, arguments: args = '{}' }) => {
    return { id, type: 'function', function: { name, arguments: args } };
  });
  const message = {
    role: 'assistant',
    content: text ?? null,
    refusal: refusal ?? null,
    annotations: [],
    ...(calls.length > 0 && { tool_calls }),
  };
  const choice = { index: 0, message, finish_reason: finishReasonOf({ calls, ...reply }), logprobs: null };
  return { id: 'x', object: 'chat.completion', choices: [choice], usage };
}

function finishReasonOf({ calls = [], finishReason }: ScriptedReply): string | null {
  if (finishReason !== undefined) return finishReason;
  return calls.length > 0 ? 'tool_calls' : 'stop';
}

function sendWhole(response: ServerResponse, { status, body }: WholeReply): void {
  const isText = typeof body === 'string';
  response.writeHead(status, { 'content-type': isText ? 'text/html' : 'application/json' });
  response.end(isText ? body : JSON.stringify(body));
}

async function sendRaw(response: ServerResponse, { chunks, end = 'done' }: RawReply): Promise<void> {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  response.flushHeaders();
  for (const each of chunks) {
    if (each instanceof Promise) await each;
    else if (typeof each === 'string') await write(response, each);
    else await write(response, `data: ${JSON.stringify(each)}\n\n`);
  }
  if (end === 'done') response.end('data: [DONE]\n\n');
  if (end === 'without-done') response.end();
  if (end === 'socket-destroyed') response.destroy();
}

/** Resolves when the text is on its way, or nobody is there to take it. */
function write(response: ServerResponse, text: string): Promise<void> {
  return new Promise((resolve) => {
    response.write(text, () => resolve());
  });
}

async function readJson(request: IncomingMessage): Promise<ChatBody> {
  let text = '';
  for await (const part of request.setEncoding('utf8')) text += part;
  return JSON.parse(text);
}
