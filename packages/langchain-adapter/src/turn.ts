import { ToolMessage } from '@langchain/core/messages';
import type { ToolCall } from '@langchain/core/messages/tool';
import {
  type AddOptions,
  type ToolCall as ExecutorCall,
  ExecutorError,
  type OpenBatch,
  type PendingCall,
  type ToolContext,
  type ToolResult,
} from '@parallel-tools/executor';
import { type Answer, answerOf, type InvokeTool, invokeStrictly } from './answer.js';
import { fillCall } from './fill-call.js';
import { createPlaces, type MessageCalls } from './message-calls.js';
import { readdress } from './readdress.js';
import { uniqueCallId } from './unique-call-id.js';

/** Makes the answer of a call from that of a run that started earlier; `early` rejects as `Turn.add`. */
export type AdoptEarly<Output extends object = Answer> = (early: () => Promise<Answer>) => Promise<Output>;

/** How a call is run. */
export interface RunOptions<Output extends object = Answer> extends Pick<AddOptions, 'cacheGroup'> {
  /** Makes the answer of a call that was started earlier, by another `invoke`. */
  readonly adopt?: AdoptEarly<Output> | undefined;
}

/** The tool calls of one AI message, run as one batch. */
export interface Turn {
  /**
   * Runs one call as soon as the limits allow.
   *
   * @param invoke - Called again for a retry; never with an aborted signal.
   * @returns The answer; rejects as `answerOf` throws.
   * @throws {ExecutorError} Synchronously: `BATCH_SEALED` after `seal()`, `EXECUTOR_CLOSED`, `INVALID_OPTION` for a
   *   `RunnableConfig.maxConcurrency` out of range.
   */
  add<Output extends object = Answer>(
    call: ToolCall,
    invoke: InvokeTool<Output>,
    options?: RunOptions<Output>,
  ): Promise<Output>;
  /** Adds a call that waits to be released, or turns out not to be meant. Throws as `add`. */
  hold(call: ToolCall): HeldCall;
  /** Takes in what a call came to before: others may refer to it. */
  addAnswered(call: ToolCall, answer: Answer): void;
  /** Tells the message that the calls are of, where the turn began before there was one. */
  told(message: MessageCalls): void;
  /** No more calls will come; may be called twice. A turn without a call leaves no trace. */
  seal(): void;
}

/** Runs a call as the only one of a turn. */
export function runAlone<Output extends object>(
  turn: Turn,
  call: ToolCall,
  invoke: InvokeTool<Output>,
): Promise<Output> {
  const answer = turn.add(call, invoke);
  turn.seal();
  return answer;
}

/** A call that was added and waits. */
export interface HeldCall {
  /** As `Turn.add` gives it; never settles while the call is held. */
  readonly answer: Promise<Answer>;
  /** Lets the call run. */
  release(invoke: InvokeTool): void;
  /** Aborts the call, which is no part of its turn any more. */
  discard(): void;
}

/** What is known of a turn before its calls come. */
export interface TurnPlan {
  /** Opens the batch of this turn, when its first call comes. */
  open(): OpenBatch;
  /**
   * Positions of calls by their tools' names, in the order in which the batch shall get them; with it, no call is given to
   * the batch before `seal()`.
   */
  readonly orderOf?: ((toolNames: readonly string[]) => number[]) | undefined;
  /** The message that the calls are of, where they may refer to each other. */
  readonly message?: MessageCalls | undefined;
  /** Whether calls of this tool may get the answers of others. */
  isShared(toolName: string): boolean;
}

export function createTurn({ open, orderOf, message: planned, isShared }: TurnPlan): Turn {
  const takenIds = new Set<string>();
  const ended = new Map<string, ToolResult>();
  const waiting: { readonly toolName: string; start(): void }[] = [];
  const heldCalls: ToolCall[] = [];
  let message = planned;
  let placeOf = message && createPlaces(message.calls);
  let batch: OpenBatch | undefined;

  const toCall = (call: ToolCall): ExecutorCall => {
    const executorCall = toExecutorCall(call, takenIds);
    return placeOf === undefined ? executorCall : { ...executorCall, position: placeOf(call) };
  };
  const addAnswered = (call: ToolCall, answer: Answer) => {
    if (message === undefined) return;
    batch ??= begin();
    const isError = ToolMessage.isInstance(answer) && answer.status === 'error';
    const error = isError && new ExecutorError('TOOL_FAILED', answer.text, { toolName: call.name });
    batch.add(toCall(call), { result: error ? { status: 'error', error } : { status: 'ok', output: answer } });
  };
  const addAllAnswered = () => {
    for (const call of message?.calls ?? []) {
      const answer = message?.answers.get(call.id ?? '');
      if (answer !== undefined && !heldCalls.some(({ id }) => id === call.id)) addAnswered(call, answer);
    }
  };
  const begin = (): OpenBatch => {
    batch = open();
    addAllAnswered();
    return batch;
  };

  return {
    addAnswered,
    add<Output extends object>(call: ToolCall, invoke: InvokeTool<Output>, { cacheGroup }: RunOptions<Output> = {}) {
      batch ??= begin();
      const opened = batch;
      const executorCall = toCall(call);
      const start = () =>
        startCall(opened, executorCall, { call, invoke, ended, isShared: isShared(call.name), options: { cacheGroup } })
          .answer;
      if (orderOf === undefined) return start();
      const { promise, resolve, reject } = Promise.withResolvers<Output>();
      waiting.push({ toolName: call.name, start: () => void start().then(resolve, reject) });
      return promise;
    },
    hold(call) {
      batch ??= begin();
      heldCalls.push(call);
      let released: InvokeTool | undefined;
      const invoke: InvokeTool = (context, filled) => {
        if (released === undefined) throw new Error('a held call ran');
        return released(context, filled);
      };
      const { pending, answer } = startCall(batch, toCall(call), {
        call,
        invoke,
        ended,
        isShared: isShared(call.name),
        options: { hold: true },
      });
      // Nobody may ask for the answer of one that is discarded.
      answer.catch(() => undefined);
      return {
        answer,
        release(given) {
          released = given;
          pending.release();
        },
        discard: () => pending.discard(),
      };
    },
    told(ofMessage) {
      if (planned === undefined) return;
      message = ofMessage;
      placeOf = createPlaces(ofMessage.calls);
      for (const call of heldCalls) placeOf(call);
      addAllAnswered();
    },
    seal() {
      const positions = orderOf?.(waiting.map(({ toolName }) => toolName)) ?? [];
      for (const position of positions) waiting[position]?.start();
      waiting.length = 0;
      batch?.seal();
    },
  };
}

/** Which call each answer was made for: one that comes out of a cache was made for another. */
const callIdOfAnswer = new WeakMap<object, string>();

interface CallFacts<Output extends object> {
  readonly call: ToolCall;
  readonly invoke: InvokeTool<Output>;
  /** Results of the calls of the batch that have ended, but not `ok`, by the executor's ids. */
  readonly ended: Map<string, ToolResult>;
  readonly isShared: boolean;
  readonly options: AddOptions;
}

function startCall<Output extends object>(
  batch: OpenBatch,
  executorCall: ExecutorCall,
  { call, invoke, ended, isShared, options }: CallFacts<Output>,
): { readonly pending: PendingCall; readonly answer: Promise<Output> } {
  const run = (args: object, context: ToolContext) =>
    invokeStrictly(invoke, context, fillCall(call, executorCall.args as object, args));
  const { id = '' } = call;
  const own = isShared ? new WeakSet<object>() : null;
  const runShared = async (args: object, context: ToolContext) => {
    const answer = await run(args, context);
    own?.add(answer);
    callIdOfAnswer.set(answer, id);
    return answer;
  };
  const pending = batch.add(executorCall, { ...options, execute: isShared ? runShared : run });
  const answer = pending.result.then((settled) => {
    if (settled.status !== 'ok') ended.set(executorCall.id, settled);
    const made = answerOf(settled, (callId) => ended.get(callId));
    // What is not of this call is of another to the same tool, run in the same way.
    const isOwn = own?.has(made) ?? true;
    return (isOwn ? made : readdress(made, callIdOfAnswer.get(made) ?? '', id)) as Output;
  });
  return { pending, answer };
}

/** The call as the executor takes it. Its arguments are for the record: the tool gets the call as the model made it. */
function toExecutorCall(call: ToolCall, takenIds: Set<string>): ExecutorCall {
  const id = uniqueCallId(call.id, takenIds);
  takenIds.add(id);
  const args: unknown = call.args;
  const isObject = typeof args === 'object' && args !== null && !Array.isArray(args);
  return {
    id,
    name: call.name,
    args: isObject ? args : { input: args },
    ...(call.id && call.id !== id && { externalId: call.id }),
  };
}
