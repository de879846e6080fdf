import type { ToolCall } from '@langchain/core/messages/tool';
import type { ToolCall as ExecutorCall, OpenBatch } from '@parallel-tools/executor';
import { type Answer, answerOf, type InvokeTool, invokeStrictly } from './answer.js';
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
  add(call: ToolCall, invoke: InvokeTool): Promise<Answer>;
  /** No more calls will come; may be called twice. A turn without a call leaves no trace. */
  seal(): void;
}

/** @param open - Opens the batch of this turn, when its first call comes. */
export function createTurn(open: () => OpenBatch): Turn {
  const takenIds = new Set<string>();
  let batch: OpenBatch | undefined;
  return {
    add(call, invoke) {
      batch ??= open();
      const { result } = batch.add(toExecutorCall(call, takenIds), {
        execute: (_args, context) => invokeStrictly(invoke, context),
      });
      return result.then(answerOf);
    },
    seal: () => batch?.seal(),
  };
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
