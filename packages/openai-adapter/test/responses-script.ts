import type { RawReply, WholeReply } from './replay-server.js';

/** An output item, as the Responses API has them. */
export type Item = Record<string, unknown>;

export const call = (id: string, name: string, args: unknown = {}): Item => ({
  type: 'function_call',
  id: `fc_${id}`,
  call_id: id,
  name,
  arguments: typeof args === 'string' ? args : JSON.stringify(args),
  status: 'completed',
});

export const message = (text: string): Item => ({
  type: 'message',
  id: 'msg_1',
  role: 'assistant',
  status: 'completed',
  content: [{ type: 'output_text', text, annotations: [] }],
});

export const reasoning = (id: string): Item => ({
  type: 'reasoning',
  id,
  summary: [],
  encrypted_content: `secret ${id}`,
});

let responses = 0;

/** A response as a whole. */
export function response(output: readonly Item[], rest: object = {}): WholeReply & { body: Item } {
  const usage = { input_tokens: 3, output_tokens: 4, total_tokens: 7, input_tokens_details: { cached_tokens: 1 } };
  return {
    status: 200,
    body: { id: `resp_${++responses}`, object: 'response', status: 'completed', output, usage, ...rest },
  };
}

export const sse = (type: string, data: object = {}) =>
  `event: ${type}\ndata: ${JSON.stringify({ type, ...data })}\n\n`;

/** The same response as a stream, its items in pieces. */
export function streamed({ body }: WholeReply & { body: Item }): RawReply {
  const { output, status } = body as { output: Item[]; status: string };
  const chunks = output.flatMap((item, output_index) => {
    const begin = item.type === 'function_call' ? { ...item, arguments: '', status: 'in_progress' } : item;
    const pieces = String(item.arguments ?? '').match(/.{1,3}/gs) ?? [];
    const texts = ((item.content ?? []) as { text?: string }[]).map(({ text }) => text ?? '');
    return [
      sse('response.output_item.added', { output_index, item: begin }),
      ...pieces.map((delta) =>
        sse('response.function_call_arguments.delta', { output_index, item_id: item.id, delta }),
      ),
      ...texts.map((delta) => sse('response.output_text.delta', { output_index, item_id: item.id, delta })),
      sse('response.output_item.done', { output_index, item }),
    ];
  });
  return {
    chunks: [
      sse('response.created', { response: { ...body, output: [] } }),
      ...chunks,
      sse(`response.${status}`, { response: body }),
    ],
  };
}
