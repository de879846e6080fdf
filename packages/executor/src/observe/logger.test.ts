import { Console } from 'node:console';
import { Writable } from 'node:stream';
import { pino } from 'pino';
import { expect, it, vi } from 'vitest';
import { createExecutor, defineTool, type ExecutorLogger } from '../index.js';
import { createManualClock } from '../testing/index.js';

function logged(logger: ExecutorLogger, onListenerError = vi.fn()) {
  const clock = createManualClock();
  const wait = defineTool({ name: 'wait', execute: () => clock.sleep(250) });
  const fail = defineTool({
    name: 'fail',
    execute() {
      throw new Error('secret');
    },
  });
  const never = defineTool({ name: 'never', dependsOn: ['fail'], execute: () => {} });
  const executor = createExecutor({ tools: [wait, fail, never], logger, clock, onListenerError });
  const calls = ['wait', 'fail', 'never'].map((name) => ({ id: name, name, args: { secret: 1 } }));
  return clock.runUntil(executor.execute(calls, { labels: { sessionId: 's1' } }));
}

function textOf(): { readonly stream: Writable; readonly lines: () => string[] } {
  let text = '';
  const stream = new Writable({
    write(chunk, _encoding, done) {
      text += chunk;
      done();
    },
  });
  return { stream, lines: () => text.trim().split('\n') };
}

it('writes counts and time of each batch at info, and a line per call at debug', async () => {
  const logger = { info: vi.fn(), debug: vi.fn() };
  const { batchId } = await logged(logger);
  const counts = { callCount: 3, okCount: 1, errorCount: 1, skippedCount: 1, cancelledCount: 0 };
  expect(logger.info.mock.calls).toEqual([
    [{ sessionId: 's1', batchId, ...counts, elapsedMs: 250 }, 'tool batch ended'],
  ]);
  const call = (name: string, rest: object) => [{ batchId, callId: name, toolName: name, ...rest }, 'tool call ended'];
  expect(logger.debug.mock.calls).toEqual([
    call('fail', { status: 'error', errorCode: 'TOOL_FAILED', attempts: 1, runMs: 0 }),
    call('never', { status: 'skipped', errorCode: null, attempts: 0, runMs: null }),
    call('wait', { status: 'ok', errorCode: null, attempts: 1, runMs: 250 }),
  ]);
});

it('writes structured lines to pino', async () => {
  const { stream, lines } = textOf();
  await logged(pino({ level: 'debug', base: null }, stream));
  const written = lines().map((line) => JSON.parse(line));
  expect(written).toMatchObject([
    { level: 20, msg: 'tool call ended', callId: 'fail', errorCode: 'TOOL_FAILED' },
    { level: 20, msg: 'tool call ended', callId: 'never', status: 'skipped' },
    { level: 20, msg: 'tool call ended', callId: 'wait', runMs: 250 },
    { level: 30, msg: 'tool batch ended', callCount: 3, okCount: 1, elapsedMs: 250, sessionId: 's1' },
  ]);
});

it('writes fields and text to a console', async () => {
  const { stream, lines } = textOf();
  await logged(new Console(stream));
  const text = lines().join('\n');
  expect(text.match(/tool call ended/g)).toHaveLength(3);
  expect(text).toMatch(/callCount: 3,[\s\S]*elapsedMs: 250\n} tool batch ended$/);
  expect(text).not.toContain('secret');
});

it('never changes a batch by what it throws or rejects with', async () => {
  const [thrown, rejected] = [new Error('a full disk'), new Error('a lost connection')];
  const onListenerError = vi.fn();
  const info = () => {
    throw thrown;
  };
  const { results } = await logged({ info, debug: async () => Promise.reject(rejected) }, onListenerError);
  expect(results.map(({ status }) => status)).toEqual(['ok', 'error', 'skipped']);
  expect(onListenerError.mock.calls.flat().filter((error) => error === rejected)).toHaveLength(3);
  expect(onListenerError.mock.calls.flat().filter((error) => error === thrown)).toHaveLength(1);
});

it.each([
  ['logger', 'must have the methods info and debug', 'console'],
  ['logger.debug', 'must be a function', { info: () => {} }],
])('refuses %s: %s', (option, rule, logger) => {
  const options = { tools: [], logger: logger as unknown as ExecutorLogger };
  expect(() => createExecutor(options)).toThrow(`${option} ${rule}`);
});
