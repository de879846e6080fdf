import type { ToolCall } from '@langchain/core/messages/tool';
import { isGraphBubbleUp, type LangGraphRunnableConfig } from '@langchain/langgraph';
import {
  ToolNode as UpstreamToolNode,
  type ToolNodeOptions as UpstreamToolNodeOptions,
} from '@langchain/langgraph/prebuilt';
import type { Answer, InvokeTool } from './answer.js';
import { answerThrow, type NodeTool, OpenUpstreamNode } from './open-upstream-node.js';
import type { ToolExecutorOptions } from './tool-executor-options.js';
import type { Turn } from './turn.js';
import { createTurnOpener, type TurnOpener } from './turn-opener.js';

/** Options of LangGraph's `ToolNode` and of the executor under it. */
export type ToolNodeOptions = UpstreamToolNodeOptions & ToolExecutorOptions;

/**
 * LangGraph's `ToolNode` with its calls run by an executor: with limits and timeouts that hold, retries, and a record of
 * every batch. Inputs, outputs, texts, order, Commands and what tools are given are upstream's, whose code still does all
 * of it; without options nothing else changes but this: a call whose signal is aborted ends at once and is never begun,
 * and every control flow of LangGraph (`isGraphBubbleUp`) passes, not only interrupts.
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
  readonly #turns = new WeakMap<LangGraphRunnableConfig, Turn>();
  readonly #invoker: OpenUpstreamNode;

  constructor(tools: NodeTool[], options: ToolNodeOptions = {}) {
    super(tools, options);
    this.#openTurn = createTurnOpener(options, { toolNames: tools.map(({ name }) => name), isWhole: true });
    this.#invoker = new OpenUpstreamNode(tools, { handleToolErrors: false });
  }

  protected override run(input: unknown, config: LangGraphRunnableConfig): Promise<T> {
    const turn = this.#beginTurn(config);
    this.#turns.set(config, turn);
    // Upstream hands all calls of the message to `runTool` before it first waits.
    const outputs = super.run(input, config);
    this.#turns.delete(config);
    turn.seal();
    return outputs;
  }

  protected override async runTool(call: ToolCall, config: LangGraphRunnableConfig, state: unknown): Promise<Answer> {
    // What this throws itself is a mistake of the program, such as a closed executor, and nothing a model can mend.
    const answer = this.#schedule(call, config, state);
    try {
      return await answer;
    } catch (thrown) {
      if (isGraphBubbleUp(thrown)) throw thrown;
      // Upstream finds no such tool either, and says so.
      if (!this.tools.some(({ name }) => name === call.name)) return super.runTool(call, config, state);
      return answerThrow(thrown, this.handleToolErrors, call, config);
    }
  }

  #schedule(call: ToolCall, config: LangGraphRunnableConfig, state: unknown): Promise<Answer> {
    const invoke: InvokeTool = ({ signal }) => this.#invoker.runTool(call, { ...config, signal }, state);
    const turn = this.#turns.get(config);
    if (turn !== undefined) return turn.add(call, invoke);
    // A subclass came here on its own way: the call is a turn of its own.
    const ownTurn = this.#beginTurn(config);
    const answer = ownTurn.add(call, invoke);
    ownTurn.seal();
    return answer;
  }

  #beginTurn(config: LangGraphRunnableConfig): Turn {
    // Upstream lets `tools` be changed at any time.
    this.#invoker.tools = this.tools;
    return this.#openTurn(
      this.tools.map(({ name }) => name),
      config,
    );
  }
}
