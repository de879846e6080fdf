import type OpenAI from 'openai';
import type { ChatUsage } from './chat-types.js';
import { type AssembledCall, ToolCallAssembler } from './tool-call-assembler.js';

/** One reply of the model, streamed or not. */
export interface Reply {
  readonly text: string;
  readonly refusal: string;
  readonly calls: readonly AssembledCall[];
  /** Null when the reply ended without one. */
  readonly finishReason: string | null;
  readonly usage: ChatUsage | undefined;
}

/** Reads a completion that came as a whole. */
export function readCompletion(completion: OpenAI.ChatCompletion): Reply {
  const choice = completion.choices[0];
  const assembler = new ToolCallAssembler();
  // A whole call is a delta at an index of its own; servers leave out ids and types here as well.
  (choice?.message.tool_calls ?? []).forEach((call, index) => {
    assembler.add({ index, id: call.id, function: functionOf(call) });
  });
  return {
    text: choice?.message.content ?? '',
    refusal: choice?.message.refusal ?? '',
    calls: assembler.calls(),
    finishReason: choice?.finish_reason ?? null,
    usage: completion.usage ?? undefined,
  };
}

/**
 * Reads a streamed completion to its end.
 *
 * @param onText - Called with each piece of text as it comes.
 */
export async function readStream(
  chunks: AsyncIterable<OpenAI.ChatCompletionChunk>,
  onText: (text: string) => void,
): Promise<Reply> {
  const assembler = new ToolCallAssembler();
  let text = '';
  let refusal = '';
  let finishReason: string | null = null;
  let usage: ChatUsage | undefined;
  for await (const chunk of chunks) {
    usage = chunk.usage ?? usage;
    const choice = chunk.choices?.[0];
    if (choice === undefined) continue;
    const piece = choice.delta?.content ?? '';
    if (piece !== '') onText(piece);
    text += piece;
    refusal += choice.delta?.refusal ?? '';
    for (const delta of choice.delta?.tool_calls ?? []) assembler.add(delta);
    finishReason = choice.finish_reason ?? finishReason;
  }
  return { text, refusal, calls: assembler.calls(), finishReason, usage };
}

/** The function of a call; a custom tool's input stands where arguments do, so that the call is answered as well. */
export function functionOf(call: OpenAI.ChatCompletionMessageToolCall): { name: string; arguments: string } {
  return 'custom' in call ? { name: call.custom.name, arguments: call.custom.input } : call.function;
}
