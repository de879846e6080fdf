import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** How the first reply of a chat comes: calls with gaps between them, then a tail of text. */
export interface ReplyTiming {
  readonly toolNames: readonly string[];
  /** Between one call and the next; 0 for all at once. */
  readonly gapMs: number;
  /** After the last call, before the reply ends. */
  readonly tailMs: number;
}

/** A model's server on a free port: asks for tools, and answers once it has seen their outputs. Speaks both APIs, streamed. */
export interface ModelServer {
  readonly baseUrl: string;
  /** When the last reply with calls ended, and when the request after it came. */
  readonly marks: { replyEndMs: number; nextRequestMs: number };
  close(): void;
}

export async function startModelServer(timing: ReplyTiming): Promise<ModelServer> {
  const marks = { replyEndMs: 0, nextRequestMs: 0 };
  const server = createServer(async (request, response) => {
    let text = '';
    for await (const part of request.setEncoding('utf8')) text += part;
    const isLast = text.includes('"tool_call_id"') || text.includes('function_call_output');
    if (isLast) marks.nextRequestMs = performance.now();
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    const speak = request.url?.endsWith('/responses') ? speakResponses : speakChat;
    await speak(response, isLast ? null : timing);
    if (!isLast) marks.replyEndMs = performance.now();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const close = () => {
    server.close();
    server.closeAllConnections();
  };
  return { baseUrl: `http://127.0.0.1:${port}/v1`, marks, close };
}

const USAGE = {
  input_tokens: 1,
  output_tokens: 1,
  total_tokens: 2,
  input_tokens_details: { cached_tokens: 0 },
  output_tokens_details: { reasoning_tokens: 0 },
};

async function speakChat(response: ServerResponse, timing: ReplyTiming | null): Promise<void> {
  const send = (delta: object, finish_reason: string | null = null) => {
    const choices = [{ index: 0, delta, finish_reason }];
    response.write(
      `data: ${JSON.stringify({ id: 'x', object: 'chat.completion.chunk', created: 1, model: 'm', choices })}\n\n`,
    );
  };
  send({ role: 'assistant', content: timing === null ? 'done' : '' });
  for (const [index, name] of (timing?.toolNames ?? []).entries()) {
    if (index > 0) await pause(timing?.gapMs);
    send({ tool_calls: [{ index, id: `c${index}`, type: 'function', function: { name, arguments: '' } }] });
    send({ tool_calls: [{ index, function: { arguments: `{"n":${index}}` } }] });
  }
  await pause(timing?.tailMs);
  send({}, timing === null ? 'stop' : 'tool_calls');
  response.end('data: [DONE]\n\n');
}

async function speakResponses(response: ServerResponse, timing: ReplyTiming | null): Promise<void> {
  let sequence_number = 0;
  const send = (type: string, rest: object) =>
    response.write(
      `event: ${type}\ndata: ${JSON.stringify({ type, sequence_number: sequence_number++, ...rest })}\n\n`,
    );
  const base = {
    id: `resp_${timing === null ? 2 : 1}`,
    object: 'response',
    created_at: 1,
    model: 'm',
    error: null,
    incomplete_details: null,
    instructions: null,
    metadata: {},
    parallel_tool_calls: true,
    temperature: 1,
    tool_choice: 'auto',
    tools: [],
    top_p: 1,
  };
  send('response.created', { response: { ...base, status: 'in_progress', output: [], usage: null } });
  const output: object[] = [];
  const calls = timing?.toolNames ?? [];
  for (const [index, name] of calls.entries()) {
    if (index > 0) await pause(timing?.gapMs);
    const item = {
      type: 'function_call',
      id: `fc_${index}`,
      call_id: `c${index}`,
      name,
      arguments: `{"n":${index}}`,
      status: 'completed',
    };
    send('response.output_item.added', {
      output_index: index,
      item: { ...item, arguments: '', status: 'in_progress' },
    });
    send('response.function_call_arguments.delta', { output_index: index, item_id: item.id, delta: item.arguments });
    send('response.function_call_arguments.done', {
      output_index: index,
      item_id: item.id,
      name,
      arguments: item.arguments,
    });
    send('response.output_item.done', { output_index: index, item });
    output.push(item);
  }
  await pause(timing?.tailMs);
  if (timing === null) {
    const part = { type: 'output_text', text: 'done', annotations: [], logprobs: [] };
    const item = { type: 'message', id: 'msg_1', role: 'assistant', status: 'completed', content: [part] };
    send('response.output_item.added', { output_index: 0, item: { ...item, status: 'in_progress', content: [] } });
    send('response.content_part.added', {
      output_index: 0,
      content_index: 0,
      item_id: item.id,
      part: { ...part, text: '' },
    });
    send('response.output_text.delta', {
      output_index: 0,
      content_index: 0,
      item_id: item.id,
      delta: 'done',
      logprobs: [],
    });
    send('response.output_text.done', {
      output_index: 0,
      content_index: 0,
      item_id: item.id,
      text: 'done',
      logprobs: [],
    });
    send('response.content_part.done', { output_index: 0, content_index: 0, item_id: item.id, part });
    send('response.output_item.done', { output_index: 0, item });
    output.push(item);
  }
  send('response.completed', { response: { ...base, status: 'completed', output, usage: USAGE } });
  response.end();
}

async function pause(ms = 0): Promise<void> {
  if (ms > 0) await sleep(ms);
}
