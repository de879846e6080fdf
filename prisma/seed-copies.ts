import type { BatchPayload, BatchRecord } from '@parallel-tools/executor';
import { sessionStart } from './seed-turns.js';
import { type SeededRandom, seededRandom } from './seeded-random.js';

/** A batch as its executor gave it to its recorder. */
export interface RecordedBatch {
  readonly record: BatchRecord;
  readonly payload: BatchPayload;
}

/** Options of {@link copiesOf}. */
export interface CopyOptions {
  readonly batches: number;
  readonly seed: number;
  /** Epoch ms. */
  readonly startMs: number;
  readonly hours: number;
  /** Whether a time falls into a bad spell, in ms since the history began. */
  isIncident(atMs: number): boolean;
}

/**
 * A history that is longer than anybody waits for: whole sessions of recorded batches again and again, under ids of their
 * own and at times of their own; those from a bad spell in bad spells.
 *
 * @param recorded - From a history with a bad spell.
 * @param wasIncident - Whether a recorded batch is from one.
 * @returns In the order of their times.
 */
export function* copiesOf(
  recorded: readonly RecordedBatch[],
  wasIncident: (record: BatchRecord) => boolean,
  options: CopyOptions,
): Generator<RecordedBatch> {
  const random = seededRandom(options.seed, 3);
  const { offsets, sources, sessions } = drawn(recorded, wasIncident, random, options);
  const order = new Uint32Array(options.batches).map((_, index) => index);
  order.sort((a, b) => (offsets[a] ?? 0) - (offsets[b] ?? 0));
  for (const index of order) {
    const source = recorded[sources[index] ?? 0];
    if (source === undefined) continue;
    const startedAtMs = options.startMs + Math.floor(offsets[index] ?? 0);
    yield {
      record: copyOf(source.record, startedAtMs, sessions[index] ?? 0, random),
      payload: source.payload,
    };
  }
}

/** What each copy is of, when it starts, and which session it is in: as numbers alone, for there may be millions. */
function drawn(
  recorded: readonly RecordedBatch[],
  wasIncident: (record: BatchRecord) => boolean,
  random: SeededRandom,
  options: CopyOptions,
) {
  const { batches, hours } = options;
  const spanMs = hours * 3_600_000;
  const all = sessionsOf(recorded);
  const isBad = (session: readonly number[]) => session.some((index) => wasIncident(recordAt(recorded, index)));
  const bad = all.filter(isBad);
  const ordinary = all.filter((session) => !isBad(session));
  const offsets = new Float64Array(batches);
  const sources = new Uint32Array(batches);
  const sessions = new Uint32Array(batches);
  let count = 0;
  for (let sessionNumber = 1; count < batches; sessionNumber += 1) {
    const startMs = sessionStart(random, options, spanMs);
    const choice = options.isIncident(startMs) && bad.length > 0 ? bad : ordinary;
    const session = choice[Math.floor(random.between(0, choice.length))] ?? [];
    const firstMs = recordAt(recorded, session[0] ?? 0).startedAtMs;
    for (const index of session.slice(0, batches - count)) {
      const laterMs = recordAt(recorded, index).startedAtMs - firstMs;
      offsets[count] = Math.min(startMs + laterMs, spanMs - 1);
      sources[count] = index;
      sessions[count] = sessionNumber;
      count += 1;
    }
  }
  return { offsets, sources, sessions };
}

/** Positions of the batches of each session, in order of time. */
function sessionsOf(recorded: readonly RecordedBatch[]): readonly (readonly number[])[] {
  const bySession = Map.groupBy(recorded.keys(), (index) => recordAt(recorded, index).labels.sessionId);
  return [...bySession.values()].map((session) =>
    session.toSorted((a, b) => recordAt(recorded, a).startedAtMs - recordAt(recorded, b).startedAtMs),
  );
}

function recordAt(recorded: readonly RecordedBatch[], index: number): BatchRecord {
  const batch = recorded[index];
  if (batch === undefined) throw new RangeError(`there is no batch ${index}`);
  return batch.record;
}

function copyOf(record: BatchRecord, startedAtMs: number, session: number, random: SeededRandom): BatchRecord {
  const labels = { ...record.labels, sessionId: `${record.labels.agent}-${session}`, threadId: `thread-${session}` };
  return { ...record, batchId: uuidAt(startedAtMs, random), startedAtMs, labels };
}

/** A UUIDv7 with bits that the seed decides. */
function uuidAt(timeMs: number, random: SeededRandom): string {
  const hex = (digits: number) =>
    Math.floor(random.next() * 16 ** digits)
      .toString(16)
      .padStart(digits, '0');
  const time = timeMs.toString(16).padStart(12, '0');
  const variant = (8 + Math.floor(random.next() * 4)).toString(16);
  return `${time.slice(0, 8)}-${time.slice(8)}-7${hex(3)}-${variant}${hex(3)}-${hex(6)}${hex(6)}`;
}
