import type {
  ChatBody,
  ChatClient,
  ChatEvent,
  ChatResult,
  ChatRun,
  ChatStatus,
  ChatTurn,
  RunChatOptions,
} from './chat-types.js';
import { Conversation } from './conversation.js';
import { createEventLog } from './event-log.js';
import { runCalls } from './execute-tool-calls.js';
import { type Reply, readCompletion, readStream } from './read-reply.js';
import { sumUsage } from './sum-usage.js';
import { toChatTools } from './to-chat-tools.js';
import { toToolCalls } from './to-tool-calls.js';
import { notExecuted } from './tool-message.js';

const DEFAULT_MAX_TURNS = 10;

/**
 * Runs a chat until the model stops asking for tools: request, run all calls of the reply as one batch, answer each in
 * order, again. Streams when the body says `stream: true`.
 *
 * @param client - The user's own; retries of requests are its business.
 * @throws {TypeError} For `n` above 1 and a `maxTurns` that is no positive integer, before any request.
 * @example
 * const run = runChat(new OpenAI(), { model: 'gpt-5', messages }, { executor });
 * const { text } = await run.result;
 */
export function runChat(client: ChatClient, body: ChatBody, options: RunChatOptions): ChatRun {
  const { executor, maxTurns = DEFAULT_MAX_TURNS } = options;
  if (!Number.isSafeInteger(maxTurns) || maxTurns < 1)
    throw new TypeError(`maxTurns must be a positive integer, got ${maxTurns}`);
  if ((body.n ?? 1) !== 1) throw new TypeError(`n must be 1: a loop follows one choice, got ${body.n}`);
  const conversation = new Conversation(body, toChatTools(executor));
  const left = new AbortController();
  const signal = options.signal === undefined ? left.signal : AbortSignal.any([options.signal, left.signal]);
  const log = createEventLog<ChatEvent>();

  const result = loop({ ...options, client, conversation, maxTurns, signal, emit: log.push });
  result.then(() => log.end(), log.end);
  return {
    result,
    async *[Symbol.asyncIterator]() {
      try {
        yield* log.iterate();
      } finally {
        left.abort();
      }
    },
  };
}

interface LoopOptions extends RunChatOptions {
  readonly client: ChatClient;
  readonly conversation: Conversation;
  readonly maxTurns: number;
  readonly signal: AbortSignal;
  readonly emit: (event: ChatEvent) => void;
}

async function loop(options: LoopOptions): Promise<ChatResult> {
  const { conversation, signal, emit } = options;
  const turns: ChatTurn[] = [];
  const finish = (status: ChatStatus, text: string): ChatResult => {
    emit({ type: 'run-end', status });
    const usage = sumUsage(turns.map((turn) => turn.usage));
    return { status, text, messages: conversation.messages, turns, usage };
  };

  for (let turn = 1; ; turn++) {
    emit({ type: 'turn-start', turn });
    const reply = await requestReply(turn, options);
    if (reply === 'aborted') return finish('aborted', '');
    const { status, batch } = await answer(turn, reply, options);
    const ended: ChatTurn = { turn, finishReason: reply.finishReason, usage: reply.usage, batch };
    turns.push(ended);
    emit({ type: 'turn-end', ...ended });
    if (status !== null) return finish(status, reply.text);
    if (signal.aborted) return finish('aborted', reply.text);
  }
}

/** Asks the model; `aborted` when the signal ended the request, in which case what had come of the reply is dropped. */
async function requestReply(turn: number, options: LoopOptions): Promise<Reply | 'aborted'> {
  const { client, conversation, signal, emit } = options;
  if (signal.aborted) return 'aborted';
  const body = conversation.request(turn);
  try {
    const response = await client.chat.completions.create(body, { signal });
    const reply = body.stream
      ? await readStream(response, (text) => emit({ type: 'text-delta', turn, text }))
      : readCompletion(response);
    // The client ends an aborted stream as if it were whole.
    if (signal.aborted) return 'aborted';
    if (!body.stream && reply.text !== '') emit({ type: 'text-delta', turn, text: reply.text });
    return reply;
  } catch (error) {
    if (signal.aborted) return 'aborted';
    throw error;
  }
}

/** Appends the reply and the answers to its calls; a status when the run ends with it. */
async function answer(
  turn: number,
  reply: Reply,
  { conversation, executor, maxTurns, signal, labels, emit }: LoopOptions,
): Promise<Pick<ChatTurn, 'batch'> & { status: ChatStatus | null }> {
  const status = statusOf(reply);
  if (status !== null) {
    // The calls of a reply that was cut may be cut themselves: they are neither run nor kept.
    conversation.appendReply(reply, []);
    return { status, batch: null };
  }
  const calls = toToolCalls(reply.calls);
  conversation.appendReply(reply, calls);
  for (const { toolCall, arguments: text } of calls) {
    emit({ type: 'call-ready', turn, callId: toolCall.id, toolName: toolCall.name, arguments: text });
  }
  if (turn === maxTurns) {
    const reason = `the run ended after ${maxTurns} ${maxTurns === 1 ? 'turn' : 'turns'}`;
    conversation.messages.push(...calls.map(({ toolCall }) => notExecuted(toolCall.id, reason)));
    return { status: 'max_turns', batch: null };
  }
  const { batch, messages } = await runCalls(calls, {
    executor,
    signal,
    ...(labels === undefined ? {} : { labels }),
    inOrder: conversation.isInOrder,
    onEvent: (event) => emit({ type: 'tool-event', turn, event }),
  });
  conversation.messages.push(...messages);
  return { status: null, batch };
}

/** How the run ends with this reply; null when its calls are to be run. */
function statusOf({ finishReason, calls, refusal }: Reply): ChatStatus | null {
  if (finishReason === 'length' || finishReason === 'content_filter') return finishReason;
  if (finishReason === null) return 'incomplete';
  if (calls.length === 0) return refusal === '' ? 'completed' : 'refusal';
  // Ollama and others say `stop` for a turn with calls.
  return finishReason === 'tool_calls' || finishReason === 'stop' ? null : 'incomplete';
}
