import { ExecutorError } from '@parallel-tools/executor';
import { type CallAnswer, outputAnswer } from './answer-text.js';
import { prepareCall } from './prepare-calls.js';
import type { ModelCall } from './run-types.js';
import type { CallsContext, ExecutedCalls, TurnCalls } from './turn-calls.js';
import { packAnswers, unpackCalls } from './unpack-calls.js';

/**
 * Executes the calls of a reply that has ended: broken ones after their repair, and in place of one that holds others those.
 *
 * @returns One answer per call that is to be answered now, in their order; its call as it was executed.
 * @throws What a hook of the user threw, after all calls have ended; `UNKNOWN_TOOL` where the user wants that.
 */
export async function executeReply(
  reply: readonly ModelCall[],
  turn: number,
  turnCalls: TurnCalls,
  context: CallsContext,
): Promise<ExecutedCalls> {
  const { executor } = context;
  try {
    const calls = await repairAll(answerable(reply, context), turn, context);
    const unpacked = unpackCalls(calls, executor);
    const flat = unpacked.flatMap(({ call, parts }) => parts ?? [call]);
    const unknown = flat.filter(({ name }) => !isThere(name, context));
    const [first] = unknown;
    if (first !== undefined && context.onUnknownTool === 'throw') throw unknownTool(first);
    const [{ batch, answers }, texts] = await settleAll([
      turnCalls.execute(flat),
      answerUnknown(unknown, turn, context),
    ]);
    const all = answers.map((answer) => ({ ...answer, text: texts.get(answer.call.id) ?? answer.text }));
    return { batch, answers: packAnswers(unpacked, all) };
  } catch (error) {
    await turnCalls.discard();
    throw error;
  }
}

/** Without those that may be answered later, and that the executor knows nothing of: they are the user's. */
export function answerable(calls: readonly ModelCall[], context: Pick<CallsContext, 'executor'>): ModelCall[] {
  return calls.filter(({ name, async: isAsync }) => !isAsync || isThere(name, context));
}

function isThere(name: string, { executor }: Pick<CallsContext, 'executor'>): boolean {
  return executor.tools.some((tool) => tool.name === name);
}

async function repairAll(calls: readonly ModelCall[], turn: number, context: CallsContext): Promise<ModelCall[]> {
  const { repair, signal } = context;
  if (repair === null) return [...calls];
  const mend = async (call: ModelCall): Promise<ModelCall> => {
    const { id: callId, name: toolName, arguments: text } = call;
    const { problem } = prepareCall(call, context.strictInputs);
    if (problem === null || signal.aborted || !isThere(toolName, context)) return call;
    const mended = await unlessAborted(
      () => repair({ turn, callId, toolName, arguments: text, problem, signal }),
      signal,
    );
    return typeof mended === 'string' ? { ...call, arguments: mended } : call;
  };
  return settleAll(calls.map(mend));
}

/** What the user answers in place of tools that are not there. */
async function answerUnknown(
  calls: readonly ModelCall[],
  turn: number,
  context: CallsContext,
): Promise<ReadonlyMap<string, string>> {
  const { onUnknownTool, signal } = context;
  if (typeof onUnknownTool !== 'function') return new Map();
  const answers = await settleAll(
    calls.map(async (call): Promise<CallAnswer | null> => {
      const { id: callId, name: toolName, arguments: text } = call;
      const output = await unlessAborted(
        () => onUnknownTool({ turn, callId, toolName, arguments: text, signal }),
        signal,
      );
      return signal.aborted ? null : outputAnswer(call, output, context);
    }),
  );
  return new Map(answers.flatMap((answer) => (answer === null ? [] : [[answer.call.id, answer.text]])));
}

/** Undefined when the signal aborts first. */
async function unlessAborted<Value>(
  ask: () => Value | Promise<Value>,
  signal: AbortSignal,
): Promise<Value | undefined> {
  if (signal.aborted) return undefined;
  const { promise, resolve } = Promise.withResolvers<undefined>();
  const onAbort = () => resolve(undefined);
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    return await Promise.race([ask(), promise]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}

/** As `Promise.all`, but rejects only once all have settled, with the first reason. */
async function settleAll<Values extends readonly unknown[]>(
  promises: readonly [...{ [Key in keyof Values]: Promise<Values[Key]> }],
): Promise<Values> {
  await Promise.allSettled(promises);
  // Its type does not follow a list of unknown length.
  return Promise.all(promises) as unknown as Promise<Values>;
}

function unknownTool({ id: callId, name: toolName }: ModelCall): ExecutorError {
  const message = `the model asks for tool ${JSON.stringify(toolName)} (call ${callId}), which the executor does not have`;
  return new ExecutorError('UNKNOWN_TOOL', message, { toolName, callId });
}
