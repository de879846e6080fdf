import { expect, it } from 'vitest';
import { planCall, write } from '../../test/plan-calls.js';
import { planBatch } from './plan-batch.js';

const messages = (calls: Parameters<typeof planBatch>[0]) =>
  [...planBatch(calls).cycles.values()].map(({ message }) => message);

it('gives the calls on a cycle an error that prints it, plans the rest, and leaves those behind to be skipped', () => {
  const { order, cycles, predecessors } = planBatch([
    planCall('a', { references: [1], resources: [write('x')] }),
    planCall('b', { toolName: 'login', dependsOn: [2] }),
    planCall('c', { toolDependsOn: ['search'] }),
    planCall('behind', { toolName: 'send', references: [0], resources: [write('x')] }),
    planCall('free', { resources: [write('x')] }),
    planCall('d', { toolName: 'search', references: [0] }),
  ]);
  expect([...cycles.keys()]).toEqual([0, 1, 2, 5]);
  expect(cycles.get(1)).toMatchObject({ code: 'PLAN_CYCLE', callId: 'b', toolName: 'login', attempts: 0 });
  expect(cycles.get(1)?.message).toBe(
    'Call b of tool "login" waits for calls that wait for it: b → a → d → c → b; drop one of these dependencies',
  );
  expect(order).toEqual([3, 4]);
  expect(predecessors).toEqual([[], [], [], [{ from: 0, reason: 'reference' }], [{ from: 3, reason: 'conflict' }], []]);
});

it('takes a call that needs itself for a cycle', () => {
  expect(messages([planCall('a', { dependsOn: [0] }), planCall('b')])).toEqual([
    expect.stringContaining('wait for it: a → a;'),
  ]);
  expect(messages([planCall('a', { toolDependsOn: ['tool'] })])).toHaveLength(1);
});

it('keeps cycles apart, also where one waits for the other', () => {
  const found = messages([
    planCall('a', { references: [1] }),
    planCall('b', { references: [0] }),
    planCall('c', { references: [3, 1] }),
    planCall('d', { references: [2] }),
  ]);
  expect(found.map((message) => /: (.*);/.exec(message)?.[1])).toEqual([
    'a → b → a',
    'b → a → b',
    'c → d → c',
    'd → c → d',
  ]);
});

it('prints a cycle it found where a call waits for several', () => {
  // c waits for itself by way of a; the cycle of a and b is met first.
  const found = messages([
    planCall('a', { references: [1, 2] }),
    planCall('b', { references: [0] }),
    planCall('c', { references: [0] }),
  ]);
  expect(found[2]).toContain('Call c of tool "tool" waits for calls that wait for it: a → b → a;');
});

it('waits for an exclusive call although it also needs a call that will never run', () => {
  const { predecessors } = planBatch([
    planCall('alone', { exclusive: true }),
    planCall('lost', { references: [1] }),
    planCall('b', { references: [1] }),
  ]);
  expect(predecessors[2]).toEqual([
    { from: 1, reason: 'reference' },
    { from: 0, reason: 'exclusive' },
  ]);
});

it('makes an exclusive call wait for all before it, also where one of them needs a later call on a cycle', () => {
  const { predecessors } = planBatch([
    planCall('behind', { references: [3] }),
    planCall('a'),
    planCall('alone', { exclusive: true }),
    planCall('lost', { references: [3] }),
  ]);
  expect(predecessors[2]).toEqual([
    { from: 0, reason: 'exclusive' },
    { from: 1, reason: 'exclusive' },
  ]);
});

it('cuts a long cycle', () => {
  const ring = (length: number) =>
    Array.from({ length }, (_, index) => planCall(`c${index}`, { references: [(index + length - 1) % length] }));
  expect(messages(ring(10))[0]).toContain(': c0 → c1 → c2 → c3 → c4 → c5 → c6 → c7 → c8 → c9 → c0;');
  expect(messages(ring(12))[7]).toContain(': c7 → c8 → c9 → c10 → c11 → c0 → c1 → c2 → c3 → c4 → … (2 more) → c7;');
});
