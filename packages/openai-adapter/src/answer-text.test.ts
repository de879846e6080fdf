import type { BatchResult, ToolResult } from '@parallel-tools/executor';
import { expect, it } from 'vitest';
import { answersOf } from './answer-text.js';

const answersFor = (...results: ToolResult[]) => {
  const submitted = ['a', 'b'].map((id) => {
    const call = { type: 'function', id, name: 'work', arguments: '{}' } as const;
    return { call, toolCall: { id, name: 'work', args: {} }, problem: null };
  });
  const record = { calls: results.map(({ callId }) => ({ callId, startUs: 0 })) };
  // What is read of a batch, without the rest of it.
  const batch = { results, record } as unknown as BatchResult;
  const rule = { maxResultChars: 100, cutResult: (text: string) => text.slice(0, 10) };
  return answersOf(submitted, batch, rule).map(({ call, text }) => [call.id, text]);
};

it('tells the model which failed call a skipped one needs', () => {
  const ok = { status: 'ok', callId: 'a', toolName: 'work', output: 'done' } as const;
  const skipped = { status: 'skipped', callId: 'b', toolName: 'work', failedDependencyId: 'a' } as const;
  expect(answersFor(ok, skipped)).toEqual([
    ['a', 'done'],
    ['b', '{"error":{"code":"skipped","message":"not executed: call a, which it needs, failed"}}'],
  ]);
});

it('answers also a call that has no result', () => {
  const [, second] = answersFor({ status: 'ok', callId: 'a', toolName: 'work', output: 1 });
  expect(second).toEqual(['b', expect.stringContaining('not_executed')]);
});

it('cuts what is too long by the rule, and leaves what just fits', () => {
  const ok = (callId: string, output: string) => ({ status: 'ok', callId, toolName: 'work', output }) as const;
  expect(answersFor(ok('a', 'x'.repeat(101)), ok('b', 'y'.repeat(100)))).toEqual([
    ['a', 'x'.repeat(10)],
    ['b', 'y'.repeat(100)],
  ]);
});
