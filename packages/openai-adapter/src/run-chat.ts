import type { ChatBody, ChatClient, ChatRun, RunChatOptions } from './chat-types.js';
import { Conversation, nameOf } from './conversation.js';
import { startRun } from './run-loop.js';
import { invalid, resolveRunOptions } from './run-options.js';
import { chatToolOf } from './to-chat-tools.js';
import { offerTools, strictInputsOf, withBodyTools } from './tools-of-body.js';

/**
 * Runs a chat until the model stops asking for tools: request, run all calls of the reply as one batch, answer each in
 * order, again. Streams when the body says `stream: true`. Calls that the body's last message asks for, and that nobody has
 * answered, are executed before the first request.
 *
 * @param client - The user's own; retries of requests are its business.
 * @param body - As the client takes it; not written to. A `tool_choice` that forces a call holds for the first turn only.
 *   Of its tools, those that can be called (`zodFunction`, `standardFunction`, those of `runTools`) are executed.
 * @throws {ExecutorError} `INVALID_OPTION`, before any request: `n` above 1, an option out of range, a tool without a JSON
 *   Schema.
 * @throws {TypeError} When the body ends with unanswered calls of which one has no id, or that of another.
 * @example
 * const run = runChat(new OpenAI(), { model: 'gpt-5', messages }, { executor });
 * const { text } = await run.result;
 */
export function runChat(client: ChatClient, body: ChatBody, options: RunChatOptions): ChatRun {
  if ((body.n ?? 1) !== 1) throw invalid('n must be 1, as the loop follows one choice', body.n);
  const resolved = resolveRunOptions(options);
  const tools = offerTools(resolved.executor, resolved).map(chatToolOf);
  const executor = withBodyTools(resolved.executor, body.tools ?? []);
  const strictInputs = strictInputsOf(resolved.executor, resolved, (body.tools ?? []).map(nameOf));
  const conversation = new Conversation(client, body, { ...resolved, tools });
  const messages = () => [...conversation.messages];
  const run = startRun(conversation, { ...resolved, executor, strictInputs }, (result) => ({
    ...result,
    messages: messages(),
  }));
  return Object.defineProperty(run as ChatRun, 'messages', { get: messages, enumerable: true });
}
