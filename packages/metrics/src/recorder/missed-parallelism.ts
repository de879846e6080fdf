import { randomInt } from 'node:crypto';
import type { BatchPayload, BatchRecord } from '@parallel-tools/executor';
import { type Hash, type ValuesIn, valuesIn } from './values-in.js';

/** Whether the one call of a batch could have run together with that of the turn before it; see `Batch` in the schema. */
export interface MissedParallelism {
  readonly missed: 'yes' | 'no' | 'unknown' | null;
  /** Null where `missed` is. */
  readonly missedBatchId: string | null;
}

/** Compares the turns of each session as they end. */
export interface TurnComparer {
  compare(record: BatchRecord, payload: BatchPayload): MissedParallelism;
}

/** What is remembered of the last turn of a session: hashes only. */
interface Turn {
  readonly batchId: string;
  readonly endedAtMs: number;
  /** Null for a turn of more than one call. */
  readonly call: { readonly args: ValuesIn | null; readonly output: ValuesIn | null } | null;
}

/** The least recent are forgotten beyond it. */
const MAX_SESSIONS = 1000;
const NOT_ASKED: MissedParallelism = Object.freeze({ missed: null, missedBatchId: null });

/** @param hash - Only tests give one. */
export function createTurnComparer(hash: Hash = createHash()): TurnComparer {
  const lastTurns = new Map<string, Turn>();
  return {
    compare(record, payload) {
      const { sessionId } = record.labels;
      if (sessionId === undefined) return NOT_ASKED;
      const before = lastTurns.get(sessionId);
      const turn = turnOf(record, payload, hash);
      // At the end of the order in which they are forgotten.
      lastTurns.delete(sessionId);
      lastTurns.set(sessionId, turn);
      if (lastTurns.size > MAX_SESSIONS) lastTurns.delete(lastTurns.keys().next().value ?? '');
      if (before === undefined || before.call === null || turn.call === null) return NOT_ASKED;
      if (record.startedAtMs < before.endedAtMs) return NOT_ASKED;
      return { missed: judge(before.call, turn.call.args), missedBatchId: before.batchId };
    },
  };
}

function turnOf(record: BatchRecord, payload: BatchPayload, hash: Hash): Turn {
  const endedAtMs = record.startedAtMs + record.totals.makespanUs / 1000;
  const [call, second] = payload.calls;
  const result = payload.results[0];
  const { batchId } = record;
  if (record.calls.length !== 1 || second !== undefined) return { batchId, endedAtMs, call: null };
  const args = call === undefined ? null : valuesIn(call.args, hash);
  const output = result?.status === 'ok' ? valuesIn(result.output, hash) : null;
  return { batchId, endedAtMs, call: { args, output } };
}

/** What the earlier call was itself given did not come from it. */
function judge(before: NonNullable<Turn['call']>, args: ValuesIn | null): 'yes' | 'no' | 'unknown' {
  const { args: known, output } = before;
  if (args === null || known === null || output === null) return 'unknown';
  if (hasNews(args.wholes, known.wholes, output.wholes)) return 'no';
  // A word may have been taken out of a text, or be there by chance. A call without values may wait for the mere success.
  if (hasNews(args.words, known.words, output.words)) return 'unknown';
  return args.wholes.size === 0 ? 'unknown' : 'yes';
}

/** Whether something asked for is in what came, but was not known before. */
function hasNews(asked: ReadonlySet<number>, known: ReadonlySet<number>, came: ReadonlySet<number>): boolean {
  for (const hash of asked) if (came.has(hash) && !known.has(hash)) return true;
  return false;
}

/** FNV-1a from a random start, in 52 bits out of two halves: enough to tell values of one session apart. */
function createHash(): Hash {
  const salts = [randomInt(2 ** 32), randomInt(2 ** 32)] as const;
  return (text) => {
    let [low, high]: [number, number] = [...salts];
    for (let index = 0; index < text.length; index += 1) {
      const unit = text.charCodeAt(index);
      low = Math.imul(low ^ unit, 0x01000193);
      high = Math.imul(high ^ unit, 0x85ebca6b) ^ (high >>> 13);
    }
    return (high >>> 0) * 2 ** 20 + ((low >>> 0) % 2 ** 20);
  };
}
