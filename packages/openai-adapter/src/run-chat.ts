import { resolveChatOptions } from './chat-options.js';
import type { ChatBody, ChatClient, ChatEvent, ChatResult, ChatRun, ChatTurn, RunChatOptions } from './chat-types.js';
import { Conversation } from './conversation.js';
import { createEventLog } from './event-log.js';
import { sumUsage } from './sum-usage.js';
import { type ChatContext, takeTurn } from './take-turn.js';
import { toChatTools } from './to-chat-tools.js';

/**
 * Runs a chat until the model stops asking for tools: request, run all calls of the reply as one batch, answer each in
 * order, again. Streams when the body says `stream: true`.
 *
 * @param client - The user's own; retries of requests are its business.
 * @param body - As the client takes it; not written to. A `tool_choice` that forces a call holds for the first turn only.
 * @throws {ExecutorError} `INVALID_OPTION`, before any request: `n` above 1, a `maxTurns` that is no positive integer, a
 *   tool without a JSON Schema.
 * @example
 * const run = runChat(new OpenAI(), { model: 'gpt-5', messages }, { executor });
 * const { text } = await run.result;
 */
export function runChat(client: ChatClient, body: ChatBody, options: RunChatOptions): ChatRun {
  const { signal: outer, ...resolved } = resolveChatOptions(body, options);
  const conversation = new Conversation(body, toChatTools(resolved.executor));
  const left = new AbortController();
  const signal = outer === null ? left.signal : AbortSignal.any([outer, left.signal]);
  const log = createEventLog<ChatEvent>();

  const result = takeTurns({ ...resolved, client, conversation, signal, emit: log.push });
  result.then(() => log.end(), log.fail);
  return {
    result,
    get messages() {
      return [...conversation.messages];
    },
    [Symbol.asyncIterator]() {
      const events = log.iterate();
      return {
        next: () => events.next(),
        async return() {
          // Also while a `next` waits: a loop that came to the end of a run does not return.
          left.abort();
          return events.return();
        },
      };
    },
  };
}

async function takeTurns(context: ChatContext): Promise<ChatResult> {
  const turns: ChatTurn[] = [];
  for (let turn = 1; ; turn++) {
    const { status, text, turn: ended } = await takeTurn(turn, context);
    if (ended !== null) turns.push(ended);
    if (status === null) continue;

    context.emit({ type: 'run-end', status });
    const batches = turns.flatMap(({ batch }) => batch ?? []);
    const usage = sumUsage(turns.map((each) => each.usage));
    return { status, text, messages: [...context.conversation.messages], turns, batches, usage };
  }
}
