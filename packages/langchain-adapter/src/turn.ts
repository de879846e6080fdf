import type { ToolCall } from '@langchain/core/messages/tool';
import type { ToolCall as ExecutorCall, OpenBatch } from '@parallel-tools/executor';
import { type Answer, answerOf, type InvokeTool, invokeStrictly } from './answer.js';
import { readdress } from './readdress.js';
import { uniqueCallId } from './unique-call-id.js';

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
  add<Output extends object = Answer>(call: ToolCall, invoke: InvokeTool<Output>): Promise<Output>;
  /** No more calls will come; may be called twice. A turn without a call leaves no trace. */
  seal(): void;
}

/**
 * @param open - Opens the batch of this turn, when its first call comes.
 * @param orderOf - Positions of calls by their tools' names, in the order in which the batch shall get them; with it, no
 *   call is given to the batch before `seal()`.
 */
export function createTurn(open: () => OpenBatch, orderOf?: (toolNames: readonly string[]) => number[]): Turn {
  const takenIds = new Set<string>();
  const waiting: { readonly toolName: string; start(): void }[] = [];
  let batch: OpenBatch | undefined;
  return {
    add<Output extends object>(call: ToolCall, invoke: InvokeTool<Output>) {
      batch ??= open();
      const opened = batch;
      const executorCall = toExecutorCall(call, takenIds);
      const start = () => startCall(opened, executorCall, call, invoke);
      if (orderOf === undefined) return start();
      const { promise, resolve, reject } = Promise.withResolvers<Output>();
      waiting.push({ toolName: call.name, start: () => void start().then(resolve, reject) });
      return promise;
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

function startCall<Output extends object>(
  batch: OpenBatch,
  executorCall: ExecutorCall,
  call: ToolCall,
  invoke: InvokeTool<Output>,
): Promise<Output> {
  const { id = '' } = call;
  const own = new WeakSet<object>();
  const { result } = batch.add(executorCall, {
    execute: (_args, context) =>
      invokeStrictly(invoke, context, (answer) => {
        own.add(answer);
        callIdOfAnswer.set(answer, id);
      }),
  });
  return result.then((settled) => {
    const answer = answerOf(settled);
    // What is not of this call is of another to the same tool, run in the same way.
    return (own.has(answer) ? answer : readdress(answer, callIdOfAnswer.get(answer) ?? '', id)) as Output;
  });
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
