import { expect, it } from 'vitest';
import { prepareHealth } from './prepare-health';
import { prepareRecorderTable } from './prepare-recorder-table';

const NOW_MS = Date.UTC(2026, 10, 20, 14);
const STATUS = {
  databasePath: '/tmp/x.db',
  batchCount: 1284,
  firstStartedAtMs: NOW_MS - 3_600_000,
  lastStartedAtMs: NOW_MS - 5000,
  schemaVersion: 3,
};
const RECORDER = {
  recorderId: 'r1',
  startedAtMs: NOW_MS - 3_600_000,
  lastWriteMs: NOW_MS - 2000,
  closedAtMs: null,
  durability: 'memory',
  storedCount: 1284,
  droppedCount: 0,
  dropped: [],
  queuedCount: 3,
  queuedBytes: 6100,
  spoolBytes: null,
  lagMs: 42,
  retryCount: 0,
  lastError: null,
} as const;
const HEALTH = { rows: [RECORDER], totalCount: 1, droppedCount: 0, lastWriteMs: NOW_MS - 2000 };

it('says that the numbers are complete when nothing was dropped', () => {
  const { headline, checks } = prepareHealth(HEALTH, STATUS, NOW_MS);
  expect(headline).toBe('The numbers are complete: 1,284 batches recorded, none dropped.');
  expect(checks.every(({ isNormal }) => isNormal)).toBe(true);
});

it('says what is missing, and flags it', () => {
  const reasons = [{ code: 'BATCHES_DROPPED', count: 12 }] as const;
  const dropped = { ...HEALTH, droppedCount: 12, rows: [{ ...RECORDER, droppedCount: 12, dropped: reasons }] };
  const { headline, checks } = prepareHealth(dropped, STATUS, NOW_MS);
  expect(headline).toBe('The numbers are incomplete: 12 batches dropped beside 1,284 recorded.');
  expect(checks.filter(({ isNormal }) => !isNormal).map(({ label }) => label)).toEqual(['Dropped batches']);
  const [cells] = prepareRecorderTable(dropped.rows, NOW_MS).rows.map((row) => row.cells.map(({ text }) => text));
  expect(cells?.slice(3, 7)).toEqual(['open', '1,284', '3', '6.1\u00a0kB']);
  expect(cells?.slice(9)).toEqual(['12', 'BATCHES_DROPPED 12', '—']);
});

it('flags a recorder that has long been quiet, and knows when there is none', () => {
  const quiet = prepareHealth({ ...HEALTH, lastWriteMs: NOW_MS - 61_000 }, STATUS, NOW_MS);
  expect(quiet.checks.find(({ label }) => label === 'Last write')?.isNormal).toBe(false);
  const closed = { ...HEALTH, lastWriteMs: NOW_MS - 61_000, rows: [{ ...RECORDER, closedAtMs: NOW_MS - 61_000 }] };
  expect(prepareHealth(closed, STATUS, NOW_MS).checks.every(({ isNormal }) => isNormal)).toBe(true);
  const none = prepareHealth({ rows: [], totalCount: 0, droppedCount: 0, lastWriteMs: null }, STATUS, NOW_MS);
  expect(none.headline).toBe('No recorder has written here yet.');
});

it('flags a long lag and a long queue of recorders that are open', () => {
  const slow = { ...HEALTH, rows: [{ ...RECORDER, lagMs: 5000, queuedCount: 4000 }] };
  const odd = prepareHealth(slow, STATUS, NOW_MS).checks.filter(({ isNormal }) => !isNormal);
  expect(odd.map(({ label }) => label)).toEqual(['Queued', 'Lag']);
  const old = { ...HEALTH, rows: [{ ...RECORDER, lagMs: null, queuedCount: null }] };
  expect(prepareHealth(old, STATUS, NOW_MS).checks[2]).toMatchObject({ label: 'Queued', value: '—', isNormal: true });
});
