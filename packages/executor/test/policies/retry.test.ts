import { describe, expect, it } from 'vitest';
import { createExecutor, type Tool } from '../../src/index.js';
import { createManualClock, gatedTool, settle } from '../../src/testing/index.js';
import { callsOf } from '../call.js';

const retry = { maxRetries: 2, initialDelayMs: 100 };

/** Fails as it is told, then gives `done`. */
function failing(thrown: readonly unknown[], options: Partial<Tool> = {}): { readonly tool: Tool; starts: number[] } {
  const starts: number[] = [];
  const execute = () => {
    starts.push(clockOf.now());
    if (starts.length <= thrown.length) throw thrown[starts.length - 1];
    return 'done';
  };
  return { tool: { name: 'api', effects: 'read', retry, ...options, execute }, starts };
}

const clockOf = { now: () => 0 };

async function run(thrown: readonly unknown[], options: Partial<Tool> = {}) {
  const clock = createManualClock();
  clockOf.now = clock.now;
  const { tool, starts } = failing(thrown, options);
  const executor = createExecutor({ tools: [tool], clock, random: () => 1 });
  const { results } = await clock.runUntil(executor.execute(callsOf('api')));
  return { starts, result: results[0] };
}

describe('a retry', () => {
  it('comes after a backoff that doubles', async () => {
    const { starts, result } = await run(['first', 'second']);
    expect(starts).toEqual([0, 100, 300]);
    expect(result).toMatchObject({ status: 'ok', output: 'done' });
  });

  it('comes when the tool asks for it, if that is later', async () => {
    const asks = (facts: object) => Object.assign(new Error('slow down'), facts);
    expect((await run([asks({ retryAfterMs: 5_000 })])).starts).toEqual([0, 5_000]);
    expect((await run([asks({ headers: { 'Retry-After': '3' } })])).starts).toEqual([0, 3_000]);
    const date = new Date(Date.UTC(2026, 0, 1, 0, 0, 7)).toUTCString();
    expect((await run([asks({ response: { headers: new Headers({ 'retry-after': date }) } })])).starts).toEqual([
      0, 7_000,
    ]);
    expect((await run([asks({ retryAfterMs: 5 })])).starts).toEqual([0, 100]);
  });

  it('does not come when the tool asks for more than is worth waiting for', async () => {
    const { starts, result } = await run([Object.assign(new Error('tomorrow'), { retryAfter: 86_400 })]);
    expect(starts).toEqual([0]);
    expect(result?.status).toBe('error');
    const patient = await run([Object.assign(new Error('tomorrow'), { retryAfter: 86_400 })], {
      retry: { ...retry, maxRetryAfterMs: 100_000_000 },
    });
    expect(patient.starts).toEqual([0, 86_400_000]);
  });

  it('is not made of a request that was wrong, unless asked, nor where the tool’s owner says no', async () => {
    const wrong = Object.assign(new Error('not found'), { status: 404 });
    expect((await run([wrong])).starts).toEqual([0]);
    expect((await run([wrong], { retry: { ...retry, retryOn: () => true } })).starts).toEqual([0, 100]);
    const seen: unknown[] = [];
    const retryOn = (...said: unknown[]) => {
      seen.push(said);
      throw new Error('no idea');
    };
    expect((await run(['first'], { retry: { ...retry, retryOn } })).starts).toEqual([0]);
    expect(seen).toEqual([['first', 1]]);
  });

  it('is open to a tool that writes if repeating changes nothing, but not while it may still write', async () => {
    expect((await run(['first'], { effects: 'write', idempotent: true })).starts).toEqual([0, 100]);
    const clock = createManualClock();
    const tool = gatedTool('api', { idempotent: true, retry, timeoutMs: 10 });
    const executor = createExecutor({ tools: [tool], clock });
    const hanging = executor.execute(callsOf('api'));
    await clock.advance(1_000);
    expect((await hanging).results[0]).toMatchObject({ error: { code: 'TOOL_TIMEOUT' } });
    expect(tool.startCount).toBe(1);
    const honest = gatedTool('api', { idempotent: true, retry, timeoutMs: 10, honoursSignal: true });
    const other = createExecutor({ tools: [honest], clock, random: () => 1 });
    const repeated = other.execute(callsOf('api'));
    await clock.advance(110);
    expect(honest.startCount).toBe(2);
    honest.open(1);
    expect((await repeated).success).toBe(true);
  });

  it('is refused for a tool that may write, before anything runs', () => {
    expect(() => createExecutor({ tools: [{ name: 'api', retry, execute: () => 1 }] })).toThrow(
      `tool "api": retry needs effects: 'read' or idempotent: true; a repeated write may take effect twice; effects is, got "write"`,
    );
  });

  it('is ended in its backoff by an abort, at once', async () => {
    const clock = createManualClock();
    const tool = gatedTool('api', { effects: 'read', retry });
    const executor = createExecutor({ tools: [tool], clock });
    const abort = new AbortController();
    const running = executor.execute(callsOf('api'), { signal: abort.signal });
    await settle();
    tool.fail(0, new Error('no luck'));
    await settle();
    expect(clock.pendingTimers).toBe(1);
    abort.abort();
    expect((await running).results[0]).toMatchObject({ status: 'cancelled' });
    expect(clock.pendingTimers).toBe(0);
  });
});
