import { notExecuted } from './answer-text.js';
import type { Dialect, Reply, ReplyListener } from './dialect.js';
import { answerable, executeReply } from './execute-reply.js';
import type { StrictInputs } from './prepare-calls.js';
import type { ResolvedRunOptions } from './run-options.js';
import type { ModelCall, RunEvent, RunStatus, RunTurn } from './run-types.js';
import { TurnCalls } from './turn-calls.js';
import { unpackCalls } from './unpack-calls.js';

/** What the turns of a run share. */
export interface RunContext<Usage extends object> extends Omit<ResolvedRunOptions, 'signal'> {
  readonly dialect: Dialect<Usage>;
  readonly signal: AbortSignal;
  readonly strictInputs: StrictInputs;
  readonly emit: (event: RunEvent<Usage>) => void;
}

/** What a turn came to. */
export interface TurnEnd<Usage> {
  /** How the run ends with this turn; null when it goes on. */
  readonly status: RunStatus | null;
  readonly text: string;
  /** Null when the signal ended the request: what had come of the reply is dropped. */
  readonly turn: RunTurn<Usage> | null;
}

/**
 * Asks the model, executes the calls of its reply where that is allowed, and appends it with their answers. In turn 0 the
 * calls are those that are open already.
 */
export async function takeTurn<Usage extends object>(
  turn: number,
  before: readonly RunTurn<Usage>[],
  context: RunContext<Usage>,
): Promise<TurnEnd<Usage>> {
  const { dialect, signal, emit, maxTurns, maxCalls } = context;
  emit({ type: 'turn-start', turn });
  const callsBefore = before.reduce((sum, { calls }) => sum + countCalls(calls, context), 0);
  const mayExecute = turn < maxTurns || (turn === maxTurns && context.executeOnLastTurn);
  const mayBeEarly = context.eager && !dialect.isInOrder && mayExecute;
  const maxEarly = mayBeEarly ? maxCalls - callsBefore : 0;
  const calls = new TurnCalls(context, { turn, maxEarly, inOrder: dialect.isInOrder });

  const reply =
    turn === 0 ? openReply(answerable(dialect.openCalls(), context)) : await requestReply(turn, calls, context);
  if (reply === null) return { status: 'aborted', text: '', turn: null };
  const append =
    turn === 0
      ? (...[, answers]: Parameters<typeof dialect.append>) => dialect.answerOpenCalls(answers)
      : dialect.append.bind(dialect);
  const end = (status: RunStatus | null, batch: RunTurn<Usage>['batch']): TurnEnd<Usage> => {
    const { text, refusal, finishReason, usage } = reply;
    const ended: RunTurn<Usage> = { turn, finishReason, usage, calls: reply.calls, batch };
    emit({ type: 'turn-end', ...ended });
    return { status: status ?? (signal.aborted ? 'aborted' : null), text: text || refusal, turn: ended };
  };

  if (reply.status !== null) {
    // Calls of a reply that was cut may be cut themselves: they are neither run nor kept.
    const batch = await calls.discard();
    append(reply, []);
    return end(reply.status, batch);
  }
  const limit = limitReached(turn, [...before, { ...reply, turn, batch: null }], context);
  if (limit !== null) {
    const batch = await calls.discard();
    append(
      reply,
      answerable(reply.calls, context).map((call) => notExecuted(call, limit.reason)),
    );
    return end(limit.status, batch);
  }
  const { batch, answers } = await executeReply(reply.calls, turn, calls, context);
  append(reply, answers);
  // Nothing but calls that the user answers later: the model waits for them.
  const waits = answers.length === 0 ? 'action_required' : null;
  return end(reply.statusAfterCalls ?? waits ?? (turn === maxTurns ? 'max_turns' : null), batch);
}

/** Null when the signal ended the request. */
async function requestReply<Usage extends object>(
  turn: number,
  calls: TurnCalls,
  { dialect, signal, emit, maxTurns }: RunContext<Usage>,
): Promise<Reply<Usage> | null> {
  if (signal.aborted) return null;
  const listener: ReplyListener = {
    takeId: dialect.takeId,
    onText: (text) => emit({ type: 'text-delta', turn, text }),
    onCallStart: ({ id, name }) => emit({ type: 'call-start', turn, callId: id, toolName: name }),
    onArguments: (callId, text) => emit({ type: 'arguments-delta', turn, callId, text }),
    onCallWhole: (position, call) => calls.whole(position, call),
    onCallChange: (position, call) => calls.changed(position, call),
  };
  try {
    const reply = await dialect.request({ turn, isFinal: turn > maxTurns }, listener, signal);
    // The client ends an aborted stream as if it were whole.
    if (!signal.aborted) return reply;
  } catch (error) {
    await calls.discard();
    if (!signal.aborted) throw error;
  }
  await calls.discard();
  return null;
}

/** The reply that a transcript ends with when somebody left before its calls were answered. */
function openReply(calls: readonly ModelCall[]): Reply<never> {
  return { status: null, text: '', refusal: '', calls, finishReason: null, usage: undefined, statusAfterCalls: null };
}

interface LimitReached {
  readonly status: RunStatus;
  readonly reason: string;
}

function limitReached<Usage>(
  turn: number,
  turns: readonly Pick<RunTurn<Usage>, 'calls' | 'usage'>[],
  context: Pick<ResolvedRunOptions, 'executor' | 'maxTurns' | 'maxCalls' | 'maxTokens' | 'executeOnLastTurn'>,
): LimitReached | null {
  const sum = (count: (each: Pick<RunTurn<Usage>, 'calls' | 'usage'>) => number) =>
    turns.reduce((total, each) => total + count(each), 0);
  const { maxTurns, maxCalls, maxTokens, executeOnLastTurn } = context;
  if (turn > maxTurns || (turn === maxTurns && !executeOnLastTurn))
    return { status: 'max_turns', reason: `the run ended after turn ${turn}, its last` };
  if (sum(({ calls }) => countCalls(calls, context)) > maxCalls)
    return { status: 'max_calls', reason: `the run may make ${maxCalls} calls, and no more` };
  if (sum(({ usage }) => tokensOf(usage)) >= maxTokens)
    return { status: 'max_tokens', reason: `the run has used up its ${maxTokens} tokens` };
  return null;
}

function countCalls(calls: readonly ModelCall[], { executor }: Pick<ResolvedRunOptions, 'executor'>): number {
  return unpackCalls(calls, executor).reduce((sum, { parts }) => sum + (parts?.length ?? 1), 0);
}

/** Both APIs call it so. */
function tokensOf(usage: unknown): number {
  const total = (usage as { total_tokens?: unknown } | undefined)?.total_tokens;
  return typeof total === 'number' ? total : 0;
}
