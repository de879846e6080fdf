import type { BaseMessage } from '@langchain/core/messages';
import type { ToolCall } from '@langchain/core/messages/tool';
import { getConfig, type LangGraphRunnableConfig } from '@langchain/langgraph';
import type { Answer, InvokeTool } from './answer.js';
import type { EarlyReplies } from './early-replies.js';
import { type MessageCalls, messageCalls, pendingCalls } from './message-calls.js';
import type { KnownTool } from './tool-defaults.js';
import { type AdoptEarly, runAlone, type Turn } from './turn.js';
import type { TurnConfig, TurnOpener } from './turn-opener.js';

/** The parts of a middleware's request that tell which turn it belongs to. */
export interface StepRequest {
  readonly state: { readonly messages: readonly BaseMessage[] };
  readonly runtime: Pick<TurnConfig, 'signal' | 'configurable' | 'context'> & Pick<LangGraphRunnableConfig, 'writer'>;
}

/** Brings the calls of one AI message, which a middleware gets one by one, into one turn. No call waits for another. */
export interface SiblingTurns {
  /** As `Turn.add`, in the turn of the call's siblings. */
  add(call: ToolCall, request: StepRequest, invoke: InvokeTool, adopt?: AdoptEarly): Promise<Answer>;
  /** As `add`, in a turn of its own. */
  addAlone(call: ToolCall, request: StepRequest, invoke: InvokeTool): Promise<Answer>;
  /** As `Turn.addAnswered`, in the turn of the call's siblings. */
  addAnswered(call: ToolCall, request: StepRequest, answer: Answer): void;
  /** The model is asked again: no more calls of the message it sent last will come. */
  sealBefore(request: StepRequest): void;
  /** What is known of these tools, by their names, when calls come. */
  know(tools: readonly KnownTool[]): void;
}

/** A turn that is waiting for more calls. */
interface OpenTurn {
  readonly turn: Turn;
  readonly toolNames: ReadonlySet<string>;
  readonly messageId: string | undefined;
  readonly threadId: unknown;
  /** Ids of the calls that have not come yet; '' for a call without id. */
  readonly awaitedIds: string[];
}

export function createSiblingTurns(beginTurn: TurnOpener, early?: EarlyReplies): SiblingTurns {
  // What a tool says of itself is known once the model was asked with it; who runs a call is told of its own tool alone.
  const knownTools = new Map<string, KnownTool>();
  const openTurns = new Set<OpenTurn>();
  // LangGraph makes one signal for each step of a run, and the calls of one message are one step.
  const turnOfStep = new WeakMap<AbortSignal, OpenTurn>();

  const seal = (open: OpenTurn) => {
    openTurns.delete(open);
    open.turn.seal();
  };

  const find = ({ name }: ToolCall, { signal }: StepRequest['runtime']): OpenTurn | undefined => {
    const found = signal && turnOfStep.get(signal);
    return found && openTurns.has(found) && found.toolNames.has(name) ? found : undefined;
  };

  const beginWith = (
    names: Iterable<string>,
    { signal, configurable, context }: StepRequest['runtime'],
    message?: () => MessageCalls,
  ): Turn => {
    const { metadata, maxConcurrency, executionInfo } = (getConfig() ?? {}) as TurnConfig;
    const tools = Array.from(names, (name) => knownTools.get(name) ?? { name });
    return beginTurn(tools, { signal, configurable, context, metadata, maxConcurrency, executionInfo }, message);
  };

  const begin = (call: ToolCall, { state, runtime }: StepRequest): OpenTurn => {
    const { signal, configurable } = runtime;
    const ofMessage = messageCalls(state.messages);
    const pending = pendingCalls(ofMessage);
    // Without a step to find it by, or under a name that another middleware gave it, a call is a turn of its own.
    const siblings = signal !== undefined && pending.some(({ name }) => name === call.name) ? pending : [];
    const names = new Set([call.name, ...siblings.map(({ name }) => name)]);
    const started = siblings.length > 0 ? early?.take(ofMessage, runtime, () => beginWith(names, runtime)) : undefined;
    const open: OpenTurn = {
      turn: started?.turn ?? beginWith(names, runtime, () => ofMessage),
      toolNames: started?.toolNames ?? names,
      messageId: ofMessage.message?.id,
      threadId: configurable?.thread_id,
      awaitedIds: siblings.map(idOf),
    };
    openTurns.add(open);
    if (signal === undefined || siblings.length === 0) return open;
    turnOfStep.set(signal, open);
    // An aborted step sends no more calls.
    signal.addEventListener('abort', () => seal(open), { once: true });
    return open;
  };

  const arrived = (open: OpenTurn, call: ToolCall, { runtime }: StepRequest) => {
    const index = open.awaitedIds.indexOf(idOf(call));
    if (index >= 0) open.awaitedIds.splice(index, 1);
    if (open.awaitedIds.length === 0 || runtime.signal?.aborted) seal(open);
  };

  return {
    add(call, request, invoke, adopt) {
      const open = find(call, request.runtime) ?? begin(call, request);
      try {
        return open.turn.add(call, invoke, { adopt });
      } finally {
        arrived(open, call, request);
      }
    },
    addAnswered(call, request, answer) {
      const open = find(call, request.runtime) ?? begin(call, request);
      open.turn.addAnswered(call, answer);
      arrived(open, call, request);
    },
    addAlone: (call, { runtime }, invoke) => runAlone(beginWith([call.name], runtime), call, invoke),
    sealBefore({ state, runtime }) {
      const { message } = messageCalls(state.messages);
      const messageId = message?.id;
      const threadId = runtime.configurable?.thread_id;
      early?.drop(message, threadId);
      for (const open of openTurns) if (open.messageId === messageId && open.threadId === threadId) seal(open);
    },
    know(tools) {
      for (const tool of tools) knownTools.set(tool.name, tool);
    },
  };
}

function idOf({ id }: ToolCall): string {
  return id ?? '';
}
