import path from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { createDashboardReader } from './dashboard-reader';

const PROGRAM = path.join(import.meta.dirname, '__fixtures__/slow-reader.mjs');
const opened: ReturnType<typeof createDashboardReader>[] = [];

function openReader(databaseUrl: string, timeoutMs = 20_000) {
  const reader = createDashboardReader({ databaseUrl, program: PROGRAM, timeoutMs });
  opened.push(reader);
  return reader;
}

afterEach(async () => {
  await Promise.all(opened.splice(0).map((reader) => reader.close()));
});

it.each([
  ['file:/tmp/any.db', 1],
  ['postgresql://reader@db.example/agent', 4],
])('asks %s %i questions at once', async (url, most) => {
  const reader = openReader(url);
  const openCounts = await Promise.all(Array.from({ length: 8 }, () => reader.getSession('any', most)));
  expect(Math.max(...(openCounts as unknown as number[]))).toBe(most);
});

it('keeps a question that takes all its time from the others', async () => {
  const reader = openReader('file:/tmp/any.db', 2000);
  const slow = reader.getBatch('blocks');
  const next = reader.getBatch('next');
  await expect(slow).rejects.toMatchObject({ code: 'QUESTION_TIMEOUT' });
  expect(await next).toBe('next');
});

it('gives up a question that waited too long for those before it', async () => {
  const reader = openReader('file:/tmp/any.db', 1000);
  const slow = [reader.getBatch('blocks'), reader.getBatch('blocks'), reader.getBatch('blocks')];
  const last = reader.getBatch('last');
  const outcomes = await Promise.allSettled([...slow, last]);
  expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected', 'rejected']);
  expect(await reader.getBatch('later')).toBe('later');
});

it('refuses a URL it cannot use before anything is started', () => {
  expect(() => openReader('mysql://db/agent')).toThrow(expect.objectContaining({ code: 'INVALID_URL' }));
});
