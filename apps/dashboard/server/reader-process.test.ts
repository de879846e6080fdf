import path from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { createReaderProcess, type ReaderProcess } from './reader-process';

const PROGRAM = path.join(import.meta.dirname, '__fixtures__/slow-reader.mjs');
const started: ReaderProcess[] = [];

function readerProcess(timeoutMs: number): ReaderProcess {
  const reader = createReaderProcess({ program: PROGRAM, databaseUrl: 'file:/tmp/any.db', timeoutMs });
  started.push(reader);
  return reader;
}

afterEach(async () => {
  await Promise.all(started.splice(0).map((reader) => reader.close()));
});

it('answers in another process, and passes what JSON would lose', async () => {
  const reader = readerProcess(20_000);
  expect(await reader.ask('echo', [1n, undefined, Number.NaN])).toEqual([1n, undefined, Number.NaN]);
  expect(await reader.ask('pid', [])).not.toBe(process.pid);
  expect(await reader.ask('databaseUrl', [])).toBe('file:/tmp/any.db');
});

it('rejects as the question did, with its code', async () => {
  const reader = readerProcess(20_000);
  await expect(reader.ask('fail', ['SCHEMA_NEWER'])).rejects.toMatchObject({ code: 'SCHEMA_NEWER', message: 'no' });
});

it('ends a question that takes too long, although it blocks its thread, and answers the next', async () => {
  const reader = readerProcess(3000);
  const before = await reader.ask('pid', []);
  await expect(reader.ask('block', [])).rejects.toMatchObject({
    code: 'QUESTION_TIMEOUT',
    message: 'The database gave no answer within 3 s; a shorter range reads less.',
  });
  expect(await reader.ask('pid', [])).not.toBe(before);
});

it('asks again, once, when the process ended under a question', async () => {
  const reader = readerProcess(20_000);
  const before = await reader.ask('pid', []);
  expect(await reader.ask('dieUnless', [before])).not.toBe(before);
  await expect(reader.ask('die', [])).rejects.toMatchObject({ code: 'READER_ENDED' });
  await reader.close();
  await expect(reader.ask('pid', [])).rejects.toMatchObject({ code: 'READER_ENDED' });
});
