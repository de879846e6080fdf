import type { ResolvedChatOptions } from './chat-options.js';
import type { ChatClient, ChatEvent, ChatStatus, ChatTurn } from './chat-types.js';
import type { Conversation } from './conversation.js';
import { prepareCalls } from './prepare-calls.js';
import { type Reply, type ReplyListener, readCompletion, readStream } from './read-reply.js';
import { replyStatus } from './reply-status.js';
import { runCalls } from './run-calls.js';
import { notExecuted, toToolMessages } from './tool-message.js';

/** What the turns of a run share. */
export interface ChatContext extends Omit<ResolvedChatOptions, 'signal'> {
  readonly client: ChatClient;
  readonly conversation: Conversation;
  readonly signal: AbortSignal;
  readonly emit: (event: ChatEvent) => void;
}

/** What a turn came to. */
export interface TurnEnd {
  /** How the run ends with this turn; null when it goes on. */
  readonly status: ChatStatus | null;
  readonly text: string;
  /** Null when the signal ended the request: what had come of the reply is dropped. */
  readonly turn: ChatTurn | null;
}

/** Asks the model, executes the calls of its reply where that is allowed, and appends it with their answers. */
export async function takeTurn(turn: number, context: ChatContext): Promise<TurnEnd> {
  const { conversation, maxTurns, signal, emit } = context;
  emit({ type: 'turn-start', turn });
  const reply = await requestReply(turn, context);
  if (reply === null) return { status: 'aborted', text: '', turn: null };

  const end = (status: ChatStatus | null, batch: ChatTurn['batch'] = null): TurnEnd => {
    const { text, refusal, finishReason, usage, calls } = reply;
    const ended: ChatTurn = { turn, finishReason, usage, calls, batch };
    emit({ type: 'turn-end', ...ended });
    return { status: status ?? (signal.aborted ? 'aborted' : null), text: text || refusal, turn: ended };
  };

  const status = replyStatus(reply);
  if (status !== null) {
    // Calls of a reply that was cut may be cut themselves: they are neither run nor kept.
    conversation.append(reply, []);
    return end(status);
  }
  for (const { id, name, arguments: text } of reply.calls) {
    emit({ type: 'call-ready', turn, callId: id, toolName: name, arguments: text });
  }
  if (turn === maxTurns) {
    const answers = reply.calls.map(({ id }) => notExecuted(id, `the run ended after turn ${turn}, its last`));
    conversation.append(reply, answers);
    return end('max_turns');
  }
  return end(null, await executeCalls(turn, reply, context));
}

/** Null when the signal ended the request. */
async function requestReply(turn: number, { client, conversation, signal, emit }: ChatContext): Promise<Reply | null> {
  if (signal.aborted) return null;
  const body = conversation.request(turn);
  const listener: ReplyListener = {
    takeId: conversation.takeId,
    onText: (text) => emit({ type: 'text-delta', turn, text }),
    onCallStart: ({ id, name }) => emit({ type: 'call-start', turn, callId: id, toolName: name }),
  };
  try {
    const response = await client.chat.completions.create(body, { signal });
    const reply = body.stream ? await readStream(response, listener, signal) : readCompletion(response, listener);
    // The client ends an aborted stream as if it were whole.
    return signal.aborted ? null : reply;
  } catch (error) {
    if (signal.aborted) return null;
    throw error;
  }
}

async function executeCalls(turn: number, reply: Reply, context: ChatContext) {
  const { conversation, executor, signal, labels, emit } = context;
  const prepared = prepareCalls(reply.calls);
  const calls = prepared.map(({ toolCall }) => toolCall);
  const batch = await runCalls(calls, {
    executor,
    signal,
    labels,
    inOrder: conversation.isInOrder,
    onEvent: (event) => emit({ type: 'tool-event', turn, event }),
  });
  conversation.append(reply, toToolMessages(prepared, batch));
  return batch;
}
