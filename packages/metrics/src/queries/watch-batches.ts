import type { Clock } from '@parallel-tools/executor';
import { join, type ReadStore, sql } from '../store/store.js';
import { BATCH_ROW_COLUMNS, BATCH_ROW_TABLES, type BatchRowColumns, batchRow } from './batch-row.js';
import { requireInteger } from './check-range.js';
import { type BatchListRow, withPaths } from './list-batches.js';

/** Options of `watchBatches`. */
export interface WatchOptions {
  /**
   * How often the database is asked while anybody listens, in ms; at least 100.
   * @defaultValue 1000
   */
  readonly pollMs?: number | undefined;
  /**
   * For tests.
   * @defaultValue the machine's
   */
  readonly clock?: Pick<Clock, 'setTimer'> | undefined;
}

/** What a listener is told. */
export type BatchNews =
  /** New batches, oldest first, at most 200; `skippedCount` more came at the same time. */
  | { readonly type: 'batches'; readonly rows: readonly BatchListRow[]; readonly skippedCount: number }
  /** The database could not be read; it is asked again. Told once until it can be read again. */
  | { readonly type: 'error'; readonly error: unknown }
  /** It can be read again. */
  | { readonly type: 'recovered' };

/** A stream of new batches: one poller however many listen, and none while nobody does. */
export interface BatchWatch {
  /** @returns What ends it. What is already there when the first listens is not new. A listener must not throw. */
  subscribe(listener: (news: BatchNews) => void): () => void;
  readonly listenerCount: number;
  /** Ends all. */
  close(): void;
}

/** Most rows told at once. */
const ROWS_AT_ONCE = 200;
/** A batch that ended longer before the newest than this is not told: its recorder was away for long. */
const LOOK_BACK_MS = 900_000;
/** Batches of the look-back known by id, so that none is told twice. */
const KNOWN_AT_MOST = 5000;

/** Asks one question of whatever store is open now. */
type Ask = <Answer>(question: (store: ReadStore) => Promise<Answer>) => Promise<Answer>;

const SYSTEM_TIMER: NonNullable<WatchOptions['clock']> = Object.freeze({
  setTimer(delayMs: number, callback: () => void) {
    const timer = setTimeout(callback, delayMs);
    return () => clearTimeout(timer);
  },
});

/** @throws {MetricsError} `INVALID_RANGE` */
export function watchBatches(ask: Ask, { pollMs = 1000, clock = SYSTEM_TIMER }: WatchOptions = {}): BatchWatch {
  requireInteger('pollMs', pollMs, 100);
  const listeners = new Set<(news: BatchNews) => void>();
  let stopTimer: (() => void) | null = null;
  let look = firstLook();
  let hasFailed = false;

  const tell = (news: BatchNews) => {
    for (const listener of listeners) listener(news);
  };
  const stop = () => {
    stopTimer?.();
    stopTimer = null;
    look = firstLook();
    hasFailed = false;
  };
  const poll = async () => {
    const before = look;
    try {
      const { next, rows, skippedCount } = await ask((store) => lookAgain(store, before));
      // Everybody may have left, and others have come, while it was read.
      if (look !== before) return;
      look = next;
      if (hasFailed) tell({ type: 'recovered' });
      hasFailed = false;
      if (rows.length > 0) tell({ type: 'batches', rows, skippedCount });
    } catch (error) {
      if (look !== before) return;
      if (!hasFailed) tell({ type: 'error', error });
      hasFailed = true;
    }
    if (listeners.size > 0) stopTimer = clock.setTimer(pollMs, poll);
  };

  return {
    subscribe(listener) {
      // The same function may listen twice.
      const own = (news: BatchNews) => listener(news);
      listeners.add(own);
      if (listeners.size === 1) void poll();
      return () => {
        if (listeners.delete(own) && listeners.size === 0) stop();
      };
    },
    get listenerCount() {
      return listeners.size;
    },
    close() {
      listeners.clear();
      stop();
    },
  };
}

/** What was seen so far. */
interface Look {
  /** Changes with every write. */
  readonly stamp: string;
  /** Ids of the newest batches; null before the first look. */
  readonly known: ReadonlySet<string> | null;
}

function firstLook(): Look {
  return { stamp: '', known: null };
}

async function lookAgain(store: ReadStore, before: Look) {
  const stamp = await writeStamp(store);
  if (stamp === before.stamp) return { next: { ...before }, rows: [], skippedCount: 0 };
  const ids = await newestIds(store);
  const fresh = before.known === null ? [] : ids.filter((id) => !before.known?.has(id));
  return {
    next: { stamp, known: new Set(ids) },
    rows: await rowsOf(store, fresh.slice(0, ROWS_AT_ONCE)),
    skippedCount: Math.max(0, fresh.length - ROWS_AT_ONCE),
  };
}

async function writeStamp(store: ReadStore): Promise<string> {
  const [row] = await store.query<{ readonly count: bigint; readonly last_ms: bigint | null }>(sql`
    SELECT COUNT(*) AS count, MAX(last_write_ms) AS last_ms FROM recorder`);
  return `${row?.count} ${row?.last_ms}`;
}

/** Newest first. */
async function newestIds(store: ReadStore): Promise<readonly string[]> {
  const rows = await store.query<{ readonly id: string }>(sql`
    SELECT id FROM batch WHERE recorded_at_ms > (SELECT MAX(recorded_at_ms) FROM batch) - ${BigInt(LOOK_BACK_MS)}
    ORDER BY recorded_at_ms DESC LIMIT ${KNOWN_AT_MOST}`);
  return rows.map(({ id }) => id);
}

/** Oldest first. */
async function rowsOf(store: ReadStore, ids: readonly string[]): Promise<readonly BatchListRow[]> {
  if (ids.length === 0) return [];
  const rows = await store.query<BatchRowColumns>(sql`
    SELECT ${BATCH_ROW_COLUMNS} FROM ${BATCH_ROW_TABLES} WHERE batch.id IN (${join([...ids])})
    ORDER BY batch.started_at_ms, batch.id`);
  return withPaths(store, rows.map(batchRow));
}
