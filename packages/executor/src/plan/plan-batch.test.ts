import { describe, expect, it } from 'vitest';
import { planCall, read, write } from '../../test/plan-calls.js';
import { planBatch } from './plan-batch.js';
import type { PlanCall } from './plan-call.js';

const show = (calls: readonly PlanCall[]) =>
  planBatch(calls).predecessors.flatMap((edges, to) =>
    edges.map(({ from, reason }) => `${calls[from]!.callId} → ${calls[to]!.callId}: ${reason}`),
  );

describe('what a call needs', () => {
  it('is every call it refers to or names, and every call of a tool that its own depends on, wherever they stand', () => {
    expect(
      show([
        planCall('a', { toolName: 'search', toolDependsOn: ['login', 'logout'] }),
        planCall('l1', { toolName: 'login' }),
        planCall('l2', { toolName: 'login' }),
        planCall('b', { references: [0], dependsOn: [4] }),
        planCall('c'),
      ]),
    ).toEqual(['l1 → a: depends-on', 'l2 → a: depends-on', 'a → b: reference', 'c → b: depends-on']);
  });

  it('makes one edge per pair, with the strongest reason', () => {
    const a = planCall('a', { toolName: 'login', resources: [write('x')], exclusive: true });
    const all = { toolDependsOn: ['login'], dependsOn: [0, 0], references: [0, 0], resources: [write('x')] };
    expect(show([a, planCall('b', all)])).toEqual(['a → b: reference']);
    expect(show([a, planCall('b', { ...all, references: [] })])).toEqual(['a → b: depends-on']);
    expect(show([a, planCall('b', { resources: [read('x')] })])).toEqual(['a → b: conflict']);
    expect(show([a, planCall('b', { resources: [read('y')] })])).toEqual(['a → b: exclusive']);
  });

  it('is pulled ahead in the order, where all else keeps to call order', () => {
    const calls = [
      planCall('a'),
      planCall('b', { references: [3], dependsOn: [2] }),
      ...'cd'.split('').map((id) => planCall(id)),
    ];
    expect(planBatch(calls).order).toEqual([0, 2, 3, 1]);
  });
});

describe('calls that conflict', () => {
  it('lets reads overlap, and orders them behind the write before and ahead of the write after', () => {
    const touch = (id: string, ...resources: PlanCall['resources'] & object) => planCall(id, { resources });
    expect(
      show([
        touch('w1', write('x')),
        touch('r1', read('x')),
        touch('r2', read('x')),
        touch('w2', write('x'), read('y')),
      ]),
    ).toEqual(['w1 → r1: conflict', 'w1 → r2: conflict', 'r1 → w2: conflict', 'r2 → w2: conflict']);
  });

  it('does not wait for itself where it touches a resource twice', () => {
    const twice = { resources: [read('x'), write('x'), write('x'), read('x')] };
    expect(show([planCall('a', twice), planCall('b', twice), planCall('c', twice)])).toEqual([
      'a → b: conflict',
      'b → c: conflict',
    ]);
  });

  it('run against call order where the earlier one needs the later one', () => {
    const a = planCall('a', { references: [1], resources: [write('x')] });
    expect(show([a, planCall('b', { resources: [write('x')] }), planCall('c', { resources: [read('x')] })])).toEqual([
      'b → a: reference',
      'a → c: conflict',
    ]);
  });

  it('counts a call whose resources are unknown as one that writes them all, and leaves the others alone', () => {
    expect(
      show([
        planCall('x', { resources: [write('x')] }),
        planCall('y', { resources: [read('y')] }),
        planCall('none'),
        planCall('u1', { resources: 'unknown' }),
        planCall('u2', { resources: 'unknown' }),
        planCall('z', { resources: [read('z')] }),
        planCall('u3', { resources: 'unknown' }),
      ]),
    ).toEqual(['x → u1: conflict', 'y → u1: conflict', 'u1 → u2: conflict', 'u2 → z: conflict', 'z → u3: conflict']);
  });
});

describe('an exclusive call', () => {
  it('waits for all before it, and all after it wait for it, by as few edges as will do', () => {
    const alone = { exclusive: true };
    expect(
      show([
        planCall('a'),
        planCall('b'),
        planCall('x1', alone),
        planCall('c'),
        planCall('d', { references: [3] }),
        planCall('x2', alone),
        planCall('x3', alone),
      ]),
    ).toEqual([
      'a → x1: exclusive',
      'b → x1: exclusive',
      'x1 → c: exclusive',
      'c → d: reference',
      'd → x2: exclusive',
      'x2 → x3: exclusive',
    ]);
  });

  it('cuts off the conflicts of those before it', () => {
    const touch = { resources: [write('x')] };
    expect(show([planCall('a', touch), planCall('alone', { exclusive: true }), planCall('b', touch)])).toEqual([
      'a → alone: exclusive',
      'alone → b: exclusive',
    ]);
    expect(
      show([planCall('u', { resources: 'unknown' }), planCall('alone', { exclusive: true }), planCall('b', touch)]),
    ).toEqual(['u → alone: exclusive', 'alone → b: exclusive']);
  });
});
