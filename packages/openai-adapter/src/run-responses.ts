import { nameOf, ResponseConversation } from './response-conversation.js';
import type {
  ResponsesBody,
  ResponsesClient,
  ResponsesResult,
  ResponsesRun,
  RunResponsesOptions,
} from './response-types.js';
import { startRun } from './run-loop.js';
import { resolveRunOptions } from './run-options.js';
import { responsesToolOf } from './to-responses-tools.js';
import { offerTools, strictInputsOf, withBodyTools } from './tools-of-body.js';

/**
 * Runs a conversation over the Responses API until the model stops asking for functions: request, run all calls of the
 * reply as one batch, answer each in order, again. Streams when the body says `stream: true`. With a
 * `previous_response_id` or a `conversation` only what is new is sent; without, all items are sent again as they came,
 * those of reasoning included. Calls in the input that nobody has answered are executed before the first request.
 *
 * @param client - The user's own; retries of requests are its business.
 * @param body - As the client takes it; not written to. A `tool_choice` that forces a call holds for the first turn only.
 *   Its hosted tools pass through; of its functions those that can be called (`zodResponsesFunction`) are executed.
 * @throws {ExecutorError} `INVALID_OPTION`, before any request: an option out of range, a tool without a JSON Schema.
 * @throws {TypeError} When the input has unanswered calls of which one has no id, or that of another.
 * @example
 * const run = runResponses(new OpenAI(), { model: 'gpt-5', input: 'Where is it warmest?' }, { executor });
 * const { text } = await run.result;
 */
export function runResponses(client: ResponsesClient, body: ResponsesBody, options: RunResponsesOptions): ResponsesRun {
  const resolved = resolveRunOptions(options);
  const tools = offerTools(resolved.executor, resolved).map(responsesToolOf);
  const executor = withBodyTools(resolved.executor, body.tools ?? []);
  const bodyNames = (body.tools ?? []).flatMap((tool) => nameOf(tool) ?? []);
  const strictInputs = strictInputsOf(resolved.executor, resolved, bodyNames);
  const conversation = new ResponseConversation(client, body, { ...resolved, tools });
  const run = startRun(conversation, { ...resolved, executor, strictInputs }, (result): ResponsesResult => {
    const { response, next } = conversation;
    return { ...result, items: [...conversation.items], response, next, openCalls: conversation.openCalls() };
  });
  return Object.defineProperty(run as ResponsesRun, 'next', { get: () => conversation.next, enumerable: true });
}
