import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ChatOpenAI } from '@langchain/openai';

/** A step of a streamed reply: a piece of a call, or a promise that holds the stream up. */
export type Step =
  | { readonly index: number; readonly id?: string; readonly name?: string; readonly args?: string }
  | Promise<unknown>;

/** A reply with calls. */
export interface ScriptedReply {
  readonly steps: readonly Step[];
  /** On Chat Completions; null sends none. @defaultValue 'tool_calls' */
  readonly finishReason?: string | null;
  /** On Responses: LangChain does not hand on that of Chat Completions. */
  readonly refusal?: string;
  /** The connection breaks after the steps. */
  readonly isCut?: boolean;
}

export type Api = 'chat' | 'responses';

/** A model's server on a free port that streams what the test queued, then says "done". */
export interface StreamServer {
  /** @param Model - The class of another copy of its package. */
  model(api: Api, Model?: typeof ChatOpenAI): ChatOpenAI;
  script(...replies: readonly ScriptedReply[]): void;
  readonly requestCount: number;
  close(): Promise<void>;
}

export async function startStreamServer(): Promise<StreamServer> {
  let queue: ScriptedReply[] = [];
  let requestCount = 0;
  const server = createServer(async (request, response) => {
    requestCount += 1;
    for await (const _ of request);
    const speak = request.url?.endsWith('/responses') ? speakResponses : speakChat;
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.flushHeaders();
    await speak(response, queue.shift(), requestCount);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  // A server that listens on a port has an address of this kind.
  const { port } = server.address() as AddressInfo;
  return {
    model: (api, Model = ChatOpenAI) =>
      new Model({
        model: 'm',
        apiKey: 'none',
        maxRetries: 0,
        useResponsesApi: api === 'responses',
        configuration: { baseURL: `http://127.0.0.1:${port}/v1` },
      }),
    script(...replies) {
      queue = [...replies];
      requestCount = 0;
    },
    get requestCount() {
      return requestCount;
    },
    close() {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

/** A whole call in two pieces. */
export function callSteps(index: number, id: string, name: string, args: object = { n: index + 1 }): Step[] {
  const text = JSON.stringify(args);
  return [
    { index, id, name, args: text.slice(0, 2) },
    { index, args: text.slice(2) },
  ];
}

async function speakChat(response: ServerResponse, reply: ScriptedReply | undefined, number: number): Promise<void> {
  const send = (delta: object, finishReason: string | null = null) => {
    const choices = [{ index: 0, delta, finish_reason: finishReason }];
    const chunk = { id: `chat_${number}`, object: 'chat.completion.chunk', created: 1, model: 'm', choices };
    return write(response, `data: ${JSON.stringify(chunk)}\n\n`);
  };
  await send({ role: 'assistant', content: reply === undefined ? 'done' : '' });
  for (const step of reply?.steps ?? []) {
    if (step instanceof Promise) await step;
    else {
      const { index, id, name, args = '' } = step;
      const called = { ...(name !== undefined && { name }), arguments: args };
      await send({ tool_calls: [{ index, ...(id !== undefined && { id, type: 'function' }), function: called }] });
    }
  }
  if (reply?.isCut) return void response.destroy();
  const { finishReason = 'tool_calls' } = reply ?? { finishReason: 'stop' };
  if (finishReason !== null) await send({}, finishReason);
  response.end('data: [DONE]\n\n');
}

async function speakResponses(
  response: ServerResponse,
  reply: ScriptedReply | undefined,
  number: number,
): Promise<void> {
  const send = (type: string, rest: object) =>
    write(response, `event: ${type}\ndata: ${JSON.stringify({ type, ...rest })}\n\n`);
  const base = { id: `resp_${number}`, object: 'response', created_at: 1, model: 'm', usage: null };
  await send('response.created', { response: { ...base, status: 'in_progress', output: [] } });
  const items = new Map<number, { type: string; id: string; call_id: string; name: string; arguments: string }>();
  for (const step of reply?.steps ?? []) {
    if (step instanceof Promise) {
      await step;
      continue;
    }
    const { index: output_index, id = '', name = '', args = '' } = step;
    let item = items.get(output_index);
    if (item === undefined) {
      item = { type: 'function_call', id: `fc_${output_index}`, call_id: id, name, arguments: '' };
      items.set(output_index, item);
      await send('response.output_item.added', { output_index, item });
    }
    item.arguments += args;
    await send('response.function_call_arguments.delta', { output_index, item_id: item.id, delta: args });
  }
  if (reply?.isCut) return void response.destroy();
  if (reply?.refusal !== undefined) await send('response.refusal.done', { refusal: reply.refusal });
  const done = { type: 'message', id: 'msg_1', role: 'assistant', status: 'completed' };
  const output =
    reply === undefined
      ? [{ ...done, content: [{ type: 'output_text', text: 'done', annotations: [] }] }]
      : [...items.values()];
  if (reply === undefined)
    await send('response.output_text.delta', { output_index: 0, content_index: 0, delta: 'done' });
  const isWhole = reply?.finishReason === undefined;
  const status = isWhole ? 'completed' : 'incomplete';
  const details = isWhole ? null : { reason: 'max_output_tokens' };
  const ended = { ...base, status, incomplete_details: details, output };
  if (reply?.finishReason !== null) await send(`response.${status}`, { response: ended });
  response.end();
}

/** Resolves when the text is on its way, or nobody is there to take it. */
function write(response: ServerResponse, text: string): Promise<void> {
  return new Promise((resolve) => {
    response.write(text, () => resolve());
  });
}
