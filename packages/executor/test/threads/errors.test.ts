import { describe, expect, it } from 'vitest';
import { errorOf, runOne, threadExecutor } from './thread-tools.js';

const executor = threadExecutor(['fail', 'add', 'where'], { threads: { maxThreads: 1 } });
// biome-ignore lint/suspicious/noExplicitAny: anything may be thrown; each test says what.
const thrown = async (how: string): Promise<any> => (await errorOf(executor, 'fail', { how })).cause;

describe('what a tool throws in a thread', () => {
  it('is an error of the same class of the language, with name, message, stack and cause', async () => {
    const error = await errorOf(executor, 'fail', { how: 'type' });
    expect(error).toMatchObject({ code: 'TOOL_FAILED', toolName: 'fail', callId: 'c1', attempts: 1 });
    expect(error.message).toBe('Tool "fail" (call c1) failed: not a number');
    expect(error.cause).toBeInstanceOf(TypeError);
    expect(error.cause).toMatchObject({ name: 'TypeError', message: 'not a number', cause: 'a letter' });
    expect((error.cause as Error).stack).toMatch(/TypeError: not a number\n.* at fail .*tools\.ts:\d+/);
    expect(Object.keys(error.cause as Error)).toEqual([]);
  });

  it('keeps name, code and fields of a class of one’s own, getters that policies ask included', async () => {
    const error = await thrown('custom');
    expect(error).toBeInstanceOf(Error);
    expect(error).toMatchObject({
      name: 'QuotaError',
      message: 'try later',
      code: 'QUOTA',
      limits: { most: 10 },
      isRetryable: false,
    });
    expect(error.cause).toBeInstanceOf(RangeError);
    expect(error.cause.message).toBe('11 of 10');
  });

  it('keeps what can be cloned of its fields', async () => {
    expect(await thrown('http')).toMatchObject({
      status: 503,
      headers: { 'retry-after': '7' },
      response: { data: { hint: 'wait' } },
    });
    const unreadable = await thrown('unreadable');
    expect(unreadable.message).toBe('seen');
    expect('secret' in unreadable).toBe(false);
  });

  it('keeps the errors of an AggregateError, and ends a circle of causes', async () => {
    const many = await thrown('many');
    expect(many).toBeInstanceOf(AggregateError);
    expect(many.errors).toEqual([new Error('one'), 'two']);
    let depth = 0;
    for (let error = await thrown('circle'); error !== undefined; error = error.cause) depth += 1;
    expect(depth).toBeGreaterThan(1);
    expect(depth).toBeLessThan(50);
  });

  it.each([
    ['text', 'just text'],
    ['object', { code: 7 }],
    ['nothing', undefined],
    ['function', '() => 1'],
  ])('may be no error: %s', async (how, value) => {
    expect(await thrown(how)).toEqual(value);
  });

  it('leaves the thread as it was', async () => {
    const threads = new Set<unknown>();
    for (const how of ['type', 'text']) {
      await thrown(how);
      const result = await runOne(executor, 'where');
      threads.add(result.status === 'ok' && result.output);
    }
    expect(threads.size).toBe(1);
  });
});
