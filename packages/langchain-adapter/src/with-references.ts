import type { BaseLanguageModelInput } from '@langchain/core/language_models/base';
import { type BaseMessage, coerceMessageLikeToMessage, SystemMessage } from '@langchain/core/messages';
import { RunnableLambda } from '@langchain/core/runnables';
import { toJsonSchema } from '@langchain/core/utils/json_schema';
import { ExecutorError, REFERENCE_HINT, widenForReferences } from '@parallel-tools/executor';

/** As much of a chat model as is needed here. */
interface ToolBinding {
  bindTools(tools: readonly unknown[], options?: object): { invoke(input: BaseLanguageModelInput): unknown };
}

/**
 * The same chat model, but `bindTools` lets the model refer to outputs of earlier calls of its message: it widens the
 * schemas that the model sees, and each request tells the model how. For graphs of your own and `createReactAgent`, with
 * `references` in their `ToolNode`; the middleware needs none. Neither model nor tools are changed.
 *
 * @throws {ExecutorError} `INVALID_OPTION` for a model without `bindTools`.
 * @example
 * const model = withReferences(new ChatOpenAI({ model: 'gpt-5' })).bindTools(tools);
 * const toolNode = new ToolNode(tools, { references: true });
 */
export function withReferences<Model extends object>(model: Model): Model {
  if (!canBindTools(model))
    throw new ExecutorError('INVALID_OPTION', 'withReferences needs a chat model with bindTools');
  const instruct = RunnableLambda.from((input: BaseLanguageModelInput) => instructed(toMessages(input)));
  return withBindTools(model, (tools, options) => instruct.pipe(model.bindTools(tools, options) as never));
}

/** The same chat model, but with widened schemas in what `bindTools` binds; nothing of it changes where it has none. */
export function withWidenedTools<Model extends object>(model: Model): Model {
  if (canBindTools(model)) return withBindTools(model, (tools, options) => model.bindTools(tools, options));
  const { bound } = model as { bound?: unknown };
  if (typeof bound !== 'object' || bound === null) return model;
  return Object.create(model, { bound: { value: withWidenedTools(bound) } });
}

/** The system message with the words that tell a model about references. */
export function withHint(message: SystemMessage | undefined): SystemMessage {
  const { content } = message ?? {};
  if (content === undefined || content === '') return new SystemMessage(REFERENCE_HINT);
  if (typeof content === 'string') return new SystemMessage(`${content}\n\n${REFERENCE_HINT}`);
  return new SystemMessage({ content: [...content, { type: 'text', text: REFERENCE_HINT }] });
}

/** Some providers take one system message only, and only as the first. */
function instructed(messages: readonly BaseMessage[]): BaseMessage[] {
  const [first, ...rest] = messages;
  const isSystem = first !== undefined && SystemMessage.isInstance(first);
  return isSystem ? [withHint(first), ...rest] : [withHint(undefined), ...messages];
}

function toMessages(input: BaseLanguageModelInput): BaseMessage[] {
  if (typeof input === 'string') return [coerceMessageLikeToMessage(input)];
  return Array.isArray(input) ? input.map(coerceMessageLikeToMessage) : input.toChatMessages();
}

function canBindTools(model: object): model is ToolBinding {
  return 'bindTools' in model && typeof model.bindTools === 'function';
}

function withBindTools<Model extends object>(model: Model, bind: ToolBinding['bindTools']): Model {
  const bindTools: ToolBinding['bindTools'] = (tools, options) => bind(tools.map(widenTool), options);
  return Object.create(model, { bindTools: { value: bindTools } });
}

/** Converting a schema takes time, and tools are bound again for every request. */
const widened = new WeakMap<object, object>();

/** Tools that a provider runs, and those that structured output comes by, have no schema of LangChain's. */
function widenTool(tool: unknown): unknown {
  if (typeof tool !== 'object' || tool === null || !('schema' in tool) || !('invoke' in tool)) return tool;
  const known = widened.get(tool);
  if (known !== undefined) return known;
  const schema = widenForReferences(toJsonSchema(tool.schema as never));
  const wide = Object.create(tool, { schema: { value: schema, enumerable: true } });
  widened.set(tool, wide);
  return wide;
}
