import { setMaxListeners } from 'node:events';
import type { BaseMessage } from '@langchain/core/messages';
import type { ToolCall } from '@langchain/core/messages/tool';
import { isGraphBubbleUp, type LangGraphRunnableConfig } from '@langchain/langgraph';
import {
  ToolNode as UpstreamToolNode,
  type ToolNodeOptions as UpstreamToolNodeOptions,
} from '@langchain/langgraph/prebuilt';
import { ExecutorError } from '@parallel-tools/executor';
import { type Answer, abortError, type InvokeTool } from './answer.js';
import { DurableCalls, isSend, keepsCheckpoints } from './durable-calls.js';
import { EarlyReplies } from './early-replies.js';
import { invokeFilled } from './fill-call.js';
import { type MessageCalls, messageCalls } from './message-calls.js';
import { answerThrow, type NodeTool, OpenUpstreamNode } from './open-upstream-node.js';
import { createSiblingTurns, type SiblingTurns } from './sibling-turns.js';
import type { MessageOptions } from './tool-executor-options.js';
import type { Turn } from './turn.js';
import { createTurnOpener, needsTurn, type TurnOpener } from './turn-opener.js';
import { withAbortCheck } from './with-abort-check.js';

/** Options of LangGraph's `ToolNode` and of the executor under it. */
export type ToolNodeOptions = UpstreamToolNodeOptions & MessageOptions;

/**
 * LangGraph's `ToolNode` with its calls run by an executor: with limits and timeouts that hold, retries, and a record of
 * every batch. Inputs, outputs, texts, order, Commands and what tools are given are upstream's, whose code still does all
 * of it; without options calls go past the executor, and nothing else changes but this: a call whose signal is aborted is
 * never begun, and every control flow of LangGraph (`isGraphBubbleUp`) passes, not only interrupts.
 *
 * @throws {ExecutorError} From the constructor: `INVALID_OPTION`, naming option and value.
 * @example
 * const graph = new StateGraph(MessagesAnnotation)
 *   .addNode('model', callModel)
 *   .addNode('tools', new ToolNode(tools, { maxConcurrency: 4, timeoutMs: 10_000 }))
 *   .addEdge(START, 'model')
 *   .addConditionalEdges('model', toolsCondition, ['tools', END])
 *   .addEdge('tools', 'model')
 *   .compile();
 */
// biome-ignore lint/suspicious/noExplicitAny: upstream's type parameter and its default, so that one takes the other's place.
export class ToolNode<T = any> extends UpstreamToolNode<T> {
  readonly #openTurn: TurnOpener;
  /** Of the run that hands its calls over. */
  #step: Step | null = null;
  readonly #invoker: OpenUpstreamNode;
  readonly #options: ToolNodeOptions;
  /** `siblings` brings calls together of which each is a run of the node. */
  #eager: { readonly replies: EarlyReplies; readonly siblings: SiblingTurns } | undefined;

  constructor(tools: NodeTool[], options: ToolNodeOptions = {}) {
    super(tools, options);
    this.#openTurn = createTurnOpener(options, { tools, isWhole: true });
    this.#invoker = new OpenUpstreamNode(tools, { handleToolErrors: false });
    this.#options = options;
  }

  /**
   * The same model, but calls of its replies to tools with `effects: 'read'` start while the reply streams, and this node
   * goes on with them. `invoke` then streams, too. Give it the model that `bindTools` gave.
   *
   * @example
   * const tools = new ToolNode([search], { toolOptions: { search: { effects: 'read' } } });
   * const model = tools.eagerModel(new ChatOpenAI({ model: 'gpt-5' }).bindTools([search]));
   */
  eagerModel<Model extends object>(model: Model): Model {
    if (this.#eager === undefined) {
      const replies = new EarlyReplies(this.#openTurn, this.#options);
      this.#eager = { replies, siblings: createSiblingTurns(this.#openTurn, replies) };
    }
    return this.#eager.replies.watch(model, () => ({ tools: this.tools, nodeName: this.#options.name ?? 'tools' }));
  }

  /**
   * What LangChain asks its tools. A node is none, and `createAgent` would take it for one that no call ever reaches.
   *
   * @throws {ExecutorError} `INVALID_OPTION`, from `createAgent({ tools: [node] })`.
   */
  get returnDirect(): never {
    const rule = 'a ToolNode cannot be one of the tools of createAgent: give it the tools, and toolExecutorMiddleware';
    throw new ExecutorError('INVALID_OPTION', rule);
  }

  protected override run(input: unknown, config: LangGraphRunnableConfig): Promise<T> {
    const turn = this.#turnOf(input, config);
    const isDurable = this.#options.durable === true && keepsCheckpoints(config) && !isSend(input);
    const durable = isDurable ? new DurableCalls(() => turn?.seal()) : null;
    // A tool may run the node again before it first waits.
    const outer = this.#step;
    this.#step = { turn, durable };
    // Upstream hands all calls of the message to `runTool` before it first waits.
    const outputs = super.run(input, config);
    this.#step = outer;
    if (durable === null) turn?.seal();
    return outputs;
  }

  protected override runTool(call: ToolCall, config: LangGraphRunnableConfig, state: unknown): Promise<Answer> {
    if (this.#step !== null) {
      const { turn, durable } = this.#step;
      if (durable === null) return this.#answer(turn, call, config, state);
      return durable.run(call.name, config, {
        execute: (taskConfig) => this.#answer(turn, call, taskConfig, state),
        onKept: (answer) => turn?.addAnswered(call, answer),
      });
    }
    // A subclass came here on its own way: the call is a turn of its own.
    const ownTurn = this.#beginTurn(config);
    const answer = this.#answer(ownTurn, call, config, state);
    ownTurn?.seal();
    return answer;
  }

  async #answer(turn: NodeTurn | null, call: ToolCall, config: LangGraphRunnableConfig, state: unknown) {
    // What this throws itself is a mistake of the program, such as a closed executor, and nothing a model can mend.
    const answer = this.#start(turn, call, config, state);
    try {
      return await answer;
    } catch (thrown) {
      if (isGraphBubbleUp(thrown)) throw thrown;
      // Upstream finds no such tool either, and says so.
      if (!this.tools.some(({ name }) => name === call.name)) return super.runTool(call, config, state);
      return answerThrow(thrown, this.handleToolErrors, call, config);
    }
  }

  #start(turn: NodeTurn | null, call: ToolCall, config: LangGraphRunnableConfig, state: unknown): Promise<Answer> {
    if (turn === null) {
      if (config.signal?.aborted) return Promise.reject(abortError(config.signal.reason));
      return this.#invoker.runTool(call, config, state);
    }
    return turn.add(call, ({ signal }, filled) =>
      invokeFilled(filled, (given) => this.#invoker.runTool(given, { ...config, signal }, state)),
    );
  }

  /** Null where a turn would do nothing. */
  #turnOf(input: unknown, config: LangGraphRunnableConfig): NodeTurn | null {
    const messages = messagesOf(input);
    const message = () => messageCalls(messages);
    if (this.#eager === undefined) return this.#beginTurn(config, message);
    const { replies, siblings } = this.#eager;
    const begin = () => this.#openTurn(this.tools, config, message);
    this.#takeTools();
    if (!isSend(input)) return replies.take(message(), config, begin)?.turn ?? begin();
    siblings.know(this.tools);
    const request = { state: { messages }, runtime: config };
    return {
      add: (call, invoke) => siblings.add(call, request, invoke),
      addAnswered: (call, answer) => siblings.addAnswered(call, request, answer),
      seal: () => undefined,
    };
  }

  #beginTurn(config: LangGraphRunnableConfig, message?: () => MessageCalls): Turn | null {
    this.#takeTools();
    if (needsTurn(this.#options, config)) return this.#openTurn(this.tools, config, message);
    // All calls listen to it then, of which older versions of Node warn as of a leak.
    if (config.signal !== undefined) setMaxListeners(0, config.signal);
    return null;
  }

  /** Upstream lets `tools` be changed at any time. */
  #takeTools(): void {
    this.#invoker.tools = this.tools.map(withAbortCheck);
  }
}

/** One run of the node. */
interface Step {
  /** Null where it would do nothing. */
  readonly turn: NodeTurn | null;
  /** Null where calls are no tasks of their own. */
  readonly durable: DurableCalls | null;
}

/** What a run of the node needs of a turn. */
interface NodeTurn {
  add(call: ToolCall, invoke: InvokeTool): Promise<Answer>;
  addAnswered(call: ToolCall, answer: Answer): void;
  seal(): void;
}

/** Of whatever a node may be given. */
function messagesOf(input: unknown): BaseMessage[] {
  const { messages = input } = (input ?? {}) as { messages?: unknown };
  return Array.isArray(messages) ? messages : [];
}
