import type { Dialect } from './dialect.js';
import { createEventLog } from './event-log.js';
import { answerable } from './execute-reply.js';
import type { StrictInputs } from './prepare-calls.js';
import { startRunClock } from './run-clock.js';
import type { ResolvedRunOptions } from './run-options.js';
import type { Run, RunEvent, RunResult, RunStatus, RunTurn } from './run-types.js';
import { sumUsage } from './sum-usage.js';
import { type TurnEnd, takeTurn } from './take-turn.js';

/** What a run goes by. */
export interface RunSetup extends ResolvedRunOptions {
  readonly strictInputs: StrictInputs;
}

/** Starts a run: request, run all calls of the reply as one batch, answer each in order, again. */
export function startRun<Usage extends object, Result>(
  dialect: Dialect<Usage>,
  { signal: outer, ...options }: RunSetup,
  toResult: (result: RunResult<Usage>) => Result,
): Run<Result, Usage> {
  const first = answerable(dialect.openCalls(), options).length > 0 ? 0 : 1;
  const left = new AbortController();
  const time = startRunClock(options);
  const signal = AbortSignal.any([left.signal, time.signal, ...(outer === null ? [] : [outer])]);
  const log = createEventLog<RunEvent<Usage>>();
  const context = { ...options, dialect, signal, emit: log.push };
  const statusOf = (status: RunStatus) => {
    const isTime = status === 'aborted' && time.signal.aborted && !left.signal.aborted && !outer?.aborted;
    return isTime ? 'max_time' : status;
  };

  const takeTurns = async (): Promise<Result> => {
    const turns: RunTurn<Usage>[] = [];
    const take = async (turn: number): Promise<TurnEnd<Usage>> => {
      const end = await takeTurn(turn, turns, context);
      if (end.turn !== null) turns.push(end.turn);
      return end;
    };
    let end: TurnEnd<Usage> = { status: null, text: '', turn: null };
    for (let turn = first; end.status === null; turn++) end = await take(turn);
    if (end.status === 'max_turns' && options.onMaxTurns === 'final-answer') {
      const last = await take(options.maxTurns + 1);
      end = { ...last, status: last.status === 'completed' ? 'max_turns' : last.status };
    }

    const status = statusOf(end.status as RunStatus);
    log.push({ type: 'run-end', status });
    const batches = turns.flatMap(({ batch }) => batch ?? []);
    const usage = sumUsage(turns.map((each) => each.usage));
    return toResult({ status, text: end.text, turns, batches, usage });
  };

  const result = takeTurns().finally(time.stop);
  result.then(() => log.end(), log.fail);
  return {
    result,
    [Symbol.asyncIterator]() {
      const events = log.iterate();
      return {
        next: () => events.next(),
        async return() {
          // Also while a `next` waits: a loop that came to the end of a run does not return.
          left.abort();
          return events.return();
        },
      };
    },
  };
}
