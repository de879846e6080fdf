import type { BatchResult, ToolResult } from '@parallel-tools/executor';
import { expect, it } from 'vitest';
import { toToolMessages } from './tool-message.js';

const messagesFor = (...results: ToolResult[]) => {
  const prepared = ['a', 'b'].map((id) => ({ toolCall: { id, name: 'work', args: {} }, problem: null }));
  // What is read of a batch, without the rest of it.
  const batch = { results, record: { calls: results.map(() => ({ startUs: 0 })) } } as unknown as BatchResult;
  return toToolMessages(prepared, batch);
};

it('tells the model which failed call a skipped one needs', () => {
  const ok = { status: 'ok', callId: 'a', toolName: 'work', output: 'done' } as const;
  const skipped = { status: 'skipped', callId: 'b', toolName: 'work', failedDependencyId: 'a' } as const;
  expect(messagesFor(ok, skipped)).toEqual([
    { role: 'tool', tool_call_id: 'a', content: 'done' },
    {
      role: 'tool',
      tool_call_id: 'b',
      content: '{"error":{"code":"skipped","message":"not executed: call a, which it needs, failed"}}',
    },
  ]);
});

it('answers also a call that has no result', () => {
  const [, second] = messagesFor({ status: 'ok', callId: 'a', toolName: 'work', output: 1 });
  expect(second).toMatchObject({ tool_call_id: 'b', content: expect.stringContaining('not_executed') });
});
