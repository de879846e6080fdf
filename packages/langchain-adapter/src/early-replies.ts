import { AsyncLocalStorage } from 'node:async_hooks';
import type { AIMessage, BaseMessage } from '@langchain/core/messages';
import type { RunnableConfig } from '@langchain/core/runnables';
import { getCurrentTaskInput, type LangGraphRunnableConfig } from '@langchain/langgraph';
import { EarlyReply, type EarlyStart } from './early-reply.js';
import { invokeFilled } from './fill-call.js';
import type { MessageCalls } from './message-calls.js';
import { type NodeTool, OpenUpstreamNode } from './open-upstream-node.js';
import { createPlaceholders, type Placeholders } from './placeholder-tools.js';
import { ReplyWatcher } from './reply-watcher.js';
import type { ToolExecutorOptions } from './tool-executor-options.js';
import type { Turn } from './turn.js';
import type { TurnConfig, TurnOpener } from './turn-opener.js';
import { watchedModel } from './watched-model.js';
import { withAbortCheck } from './with-abort-check.js';

/** Most replies that wait for somebody to take their calls over: where a run ends before its tools nobody comes. */
const MAX_UNTAKEN = 1000;

/** Of a reply that still comes. */
const NOT_KNOWN: MessageCalls = { message: undefined, calls: [], answers: new Map() };

/** Whose calls start early. */
export interface EarlyTools {
  readonly tools: readonly NodeTool[];
  /** Of the node that runs the calls; a batch that begins in the model's is still of this one. */
  readonly nodeName: string;
}

/** What tells runs apart: the thread, and what LangGraph makes once for each run. */
type RunConfig = TurnConfig & Pick<LangGraphRunnableConfig, 'writer'>;

interface Untaken {
  readonly reply: EarlyReply;
  readonly message: AIMessage;
  readonly config: RunConfig;
  readonly toolNames: ReadonlySet<string>;
}

/** The turn of a reply whose calls began while it streamed. */
export interface EarlyTurn {
  readonly turn: Turn;
  /** What the turn can run. */
  readonly toolNames: ReadonlySet<string>;
}

/** Starts calls while models stream, and hands them over to who runs the calls of the message. */
export class EarlyReplies {
  readonly #beginTurn: TurnOpener;
  readonly #placeholders: Placeholders;
  readonly #untaken = new Set<Untaken>();

  constructor(beginTurn: TurnOpener, options: ToolExecutorOptions) {
    this.#beginTurn = beginTurn;
    this.#placeholders = createPlaceholders(options);
  }

  /** The same model, but calls of its replies start early. */
  watch<Model extends object>(model: Model, toolsOf: () => EarlyTools): Model {
    return watchedModel(model, (config) => {
      const within = AsyncLocalStorage.snapshot();
      return new ReplyWatcher(() => {
        const reply = this.#begin(toolsOf(), config);
        return {
          onWhole: (position, call) => within(() => reply.onWhole(position, call)),
          onChange: (position) => reply.onChange(position),
          onEnd: (message) => reply.onEnd(message),
        };
      });
    });
  }

  /**
   * The turn in which calls of this message began; undefined where none did, and the second time.
   *
   * @param again - As of `EarlyReply.takeOver`.
   */
  take(ofMessage: MessageCalls, config: RunConfig, again: () => Turn): EarlyTurn | undefined {
    const { message } = ofMessage;
    if (message === undefined || this.#untaken.size === 0) return undefined;
    const found = [...this.#untaken].find((each) => isOf(each, message, config));
    if (found === undefined) return undefined;
    this.#untaken.delete(found);
    found.reply.follow(config.signal);
    return { turn: found.reply.takeOver(ofMessage, again), toolNames: found.toolNames };
  }

  /** Nobody will run the calls of this message any more. */
  drop(message: BaseMessage | undefined, threadId: unknown): void {
    for (const each of this.#untaken) {
      const isItself = each.message === message;
      const isCopy = each.message.id === message?.id && each.config.configurable?.thread_id === threadId;
      if (isItself || (message?.id !== undefined && isCopy)) this.#discard(each);
    }
  }

  #begin({ tools, nodeName }: EarlyTools, config: RunnableConfig): EarlyReply {
    const toolsByName = new Map(tools.map((tool) => [tool.name, tool]));
    const toolNames = new Set(toolsByName.keys());
    const node = new OpenUpstreamNode(tools.map(withAbortCheck), { handleToolErrors: false });
    const state = taskInput(config);
    const metadata = { ...config.metadata, langgraph_node: nodeName };
    const start: EarlyStart = {
      begin: (signal) => this.#beginTurn(tools, { ...config, metadata, signal }, () => NOT_KNOWN),
      ruleOf: (toolName) => this.#ruleOf(toolsByName.get(toolName)),
      invoke: ({ signal }, filled) =>
        invokeFilled(filled, (given) => node.runTool(given, { ...config, signal }, state)),
    };
    const reply: EarlyReply = new EarlyReply(start, (message) => {
      this.#untaken.add({ reply, message, config, toolNames });
      const [oldest] = this.#untaken;
      if (this.#untaken.size > MAX_UNTAKEN && oldest !== undefined) this.#discard(oldest);
    });
    reply.follow(config.signal);
    return reply;
  }

  #ruleOf(tool: NodeTool | undefined): 'start' | 'hold' | 'stop' {
    if (tool === undefined) return 'stop';
    const { effects, dependsOn = [] } = this.#placeholders.optionsOf(tool);
    // It waits for all calls of those it depends on, also for such as have not come yet.
    if (dependsOn.length > 0) return 'stop';
    return effects === 'read' ? 'start' : 'hold';
  }

  #discard(untaken: Untaken): void {
    this.#untaken.delete(untaken);
    untaken.reply.discard();
  }
}

/** Somebody who puts chunks together has another message than the model; then the run tells. */
function isOf({ message, config }: Untaken, other: BaseMessage, { writer }: RunConfig): boolean {
  if (message === other) return true;
  return message.id !== undefined && message.id === other.id && writer !== undefined && config.writer === writer;
}

/** The state that the node that asks the model got; undefined outside of a graph. */
function taskInput(config: RunnableConfig): unknown {
  try {
    return getCurrentTaskInput(config as LangGraphRunnableConfig);
  } catch {
    return undefined;
  }
}
