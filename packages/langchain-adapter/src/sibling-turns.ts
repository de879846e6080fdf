import { AIMessage, type BaseMessage, ToolMessage } from '@langchain/core/messages';
import type { ToolCall } from '@langchain/core/messages/tool';
import { getConfig } from '@langchain/langgraph';
import type { Answer, InvokeTool } from './answer.js';
import type { Turn } from './turn.js';
import type { TurnConfig, TurnOpener } from './turn-opener.js';

/** The parts of a middleware's request that tell which turn it belongs to. */
export interface StepRequest {
  readonly state: { readonly messages: readonly BaseMessage[] };
  readonly runtime: Pick<TurnConfig, 'signal' | 'configurable' | 'context'>;
}

/** Brings the calls of one AI message, which a middleware gets one by one, into one turn. No call waits for another. */
export interface SiblingTurns {
  /** As `Turn.add`, in the turn of the call's siblings. */
  add(call: ToolCall, request: StepRequest, invoke: InvokeTool): Promise<Answer>;
  /** The model is asked again: no more calls of the message it sent last will come. */
  sealBefore(request: StepRequest): void;
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

export function createSiblingTurns(beginTurn: TurnOpener): SiblingTurns {
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

  const begin = (call: ToolCall, { state, runtime }: StepRequest): OpenTurn => {
    const { signal, configurable, context } = runtime;
    const message = lastAiMessage(state.messages);
    const pending = pendingCalls(message, state.messages);
    // Without a step to find it by, or under a name that another middleware gave it, a call is a turn of its own.
    const siblings = signal !== undefined && pending.some(({ name }) => name === call.name) ? pending : [];
    const toolNames = new Set([call.name, ...siblings.map(({ name }) => name)]);
    const { metadata, maxConcurrency } = getConfig() ?? {};
    const open: OpenTurn = {
      turn: beginTurn([...toolNames], { signal, configurable, context, metadata, maxConcurrency }),
      toolNames,
      messageId: message?.id,
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

  return {
    add(call, request, invoke) {
      const open = find(call, request.runtime) ?? begin(call, request);
      try {
        return open.turn.add(call, invoke);
      } finally {
        const index = open.awaitedIds.indexOf(idOf(call));
        if (index >= 0) open.awaitedIds.splice(index, 1);
        if (open.awaitedIds.length === 0 || request.runtime.signal?.aborted) seal(open);
      }
    },
    sealBefore({ state, runtime }) {
      const messageId = lastAiMessage(state.messages)?.id;
      const threadId = runtime.configurable?.thread_id;
      for (const open of openTurns) if (open.messageId === messageId && open.threadId === threadId) seal(open);
    },
  };
}

function lastAiMessage(messages: readonly BaseMessage[]): AIMessage | undefined {
  return messages.findLast((message) => AIMessage.isInstance(message));
}

/** The calls of a message that may still come: those that were not answered after it. */
function pendingCalls(message: AIMessage | undefined, messages: readonly BaseMessage[]): ToolCall[] {
  const later = messages.slice(messages.lastIndexOf(message as BaseMessage) + 1);
  const answeredIds = new Set(
    later.filter((other) => ToolMessage.isInstance(other)).map((other) => other.tool_call_id),
  );
  const isPending = ({ id }: ToolCall) => !id || !answeredIds.has(id);
  return message?.tool_calls?.filter(isPending) ?? [];
}

function idOf({ id }: ToolCall): string {
  return id ?? '';
}
