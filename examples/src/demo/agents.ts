import { HumanMessage, SystemMessage } from '@langchain/core/messages';
import { type ToolRunnableConfig, tool } from '@langchain/core/tools';
import { END, MessagesAnnotation, START, StateGraph } from '@langchain/langgraph';
import { ChatOpenAI } from '@langchain/openai';
import type { AnyTool, Executor, ToolContext } from '@parallel-tools/executor';
import { ToolNode, toolsCondition } from '@parallel-tools/langchain';
import { toolExecutorMiddleware } from '@parallel-tools/langchain/middleware';
import { runChat } from '@parallel-tools/openai';
import { createAgent } from 'langchain';
import OpenAI from 'openai';

/** Where the model is and what it is called. */
export interface ModelAccess {
  readonly model: string;
  readonly apiKey: string;
  /** Undefined for OpenAI's own. */
  readonly baseUrl: string | undefined;
}

/** What an agent needs. */
export interface AgentOptions extends ModelAccess {
  readonly executor: Executor;
  readonly tools: readonly AnyTool[];
  readonly signal: AbortSignal;
}

/** An agent that answers the question; it gives its answer's text. */
export interface Agent {
  readonly name: string;
  readonly run: (options: AgentOptions) => Promise<string>;
}

const INSTRUCTION =
  'You audit the dependencies of a repository. Ask for as many tools at once as you can. When a tool fails, go on without it.';
const QUESTION = 'Which of our dependencies are the heaviest, which licences do they carry, and which are out of step?';

export const agents: readonly Agent[] = [
  { name: 'OpenAI chat loop, streaming', run: runOpenAiLoop },
  { name: 'LangChain createAgent with toolExecutorMiddleware', run: runLangChainAgent },
  { name: 'LangGraph StateGraph with ToolNode', run: runLangGraph },
];

async function runOpenAiLoop({ executor, tools, signal, ...access }: AgentOptions): Promise<string> {
  const client = new OpenAI({
    apiKey: access.apiKey,
    ...(access.baseUrl === undefined ? {} : { baseURL: access.baseUrl }),
  });
  const messages = [
    { role: 'system' as const, content: INSTRUCTION },
    { role: 'user' as const, content: QUESTION },
  ];
  const labels = { agent: 'openai', sessionId: `openai-${Date.now()}` };
  const body = { model: access.model, messages, stream: true };
  const { text } = await runChat(client, body, { executor: executor.withTools(tools), signal, labels }).result;
  return text;
}

async function runLangChainAgent({ executor, tools, signal, ...access }: AgentOptions): Promise<string> {
  const agent = createAgent({
    model: chatModel(access),
    tools: tools.map(toLangChainTool),
    systemPrompt: INSTRUCTION,
    middleware: [
      toolExecutorMiddleware({
        executor,
        toolOptions: toolOptions(tools),
        labels: { agent: 'createAgent', sessionId: `createAgent-${Date.now()}` },
      }),
    ],
  });
  const { messages } = await agent.invoke({ messages: [new HumanMessage(QUESTION)] }, { signal });
  return messages.at(-1)?.text ?? '';
}

async function runLangGraph({ executor, tools, signal, ...access }: AgentOptions): Promise<string> {
  const langChainTools = tools.map(toLangChainTool);
  const model = chatModel(access).bindTools(langChainTools);
  const labels = { agent: 'StateGraph', sessionId: `StateGraph-${Date.now()}` };
  const graph = new StateGraph(MessagesAnnotation)
    .addNode('model', async ({ messages }) => ({ messages: [await model.invoke(messages)] }))
    .addNode('tools', new ToolNode(langChainTools, { executor, toolOptions: toolOptions(tools), labels }))
    .addEdge(START, 'model')
    .addConditionalEdges('model', toolsCondition, ['tools', END])
    .addEdge('tools', 'model')
    .compile();
  const { messages } = await graph.invoke(
    { messages: [new SystemMessage(INSTRUCTION), new HumanMessage(QUESTION)] },
    { signal },
  );
  return messages.at(-1)?.text ?? '';
}

function chatModel({ model, apiKey, baseUrl }: ModelAccess): ChatOpenAI {
  return new ChatOpenAI({ model, apiKey, ...(baseUrl === undefined ? {} : { configuration: { baseURL: baseUrl } }) });
}

/** The same tool for LangChain, which checks the arguments itself; of the context it has the signal and the call's id. */
function toLangChainTool({ name, description = '', input, execute }: AnyTool) {
  const run = (args: unknown, { signal, toolCall }: ToolRunnableConfig) =>
    execute?.(args, { signal, callId: toolCall?.id } as ToolContext);
  return tool(async (args, config) => run(args, config), {
    name,
    description,
    schema: input,
  });
}

function toolOptions(tools: readonly AnyTool[]) {
  const entries = tools.map(({ name, effects, timeoutMs, maxConcurrency, retry }) => {
    const options = { effects, timeoutMs, maxConcurrency, retry };
    return [name, Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined))];
  });
  return Object.fromEntries(entries);
}
