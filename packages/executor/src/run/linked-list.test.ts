import fc from 'fast-check';
import { expect, it } from 'vitest';
import { RUNS } from '../../test/runs.js';
import { LinkedList, type ListNode } from './linked-list.js';

it('keeps the order of adding, and gives up values from anywhere', () => {
  const list = new LinkedList<string>();
  const [a, b, c, d] = ['a', 'b', 'c', 'd'].map((value) => list.add(value));
  expect(list.toArray()).toEqual(['a', 'b', 'c', 'd']);
  expect([b, d, a].map((node) => list.remove(node!))).toEqual([true, true, true]);
  expect(list.toArray()).toEqual(['c']);
  expect(list.remove(b!)).toBe(false);
  list.add('e');
  list.remove(c!);
  expect([list.toArray(), list.isEmpty]).toEqual([['e'], false]);
});

it('leaves the nodes of another list alone', () => {
  const [one, other] = [new LinkedList<number>(), new LinkedList<number>()];
  const node = one.add(1);
  expect(other.remove(node)).toBe(false);
  expect(one.toArray()).toEqual([1]);
});

it('holds nothing of a node that was taken out', () => {
  const list = new LinkedList<number>();
  const [first, node, last] = [1, 2, 3].map((value) => list.add(value));
  list.remove(node!);
  expect([node?.previous, node?.next, node?.list]).toEqual([null, null, null]);
  expect([first?.next, last?.previous]).toEqual([last, first]);
});

it('is a list, whatever is added and taken out', () => {
  fc.assert(
    fc.property(
      fc.array(fc.record({ adds: fc.boolean(), which: fc.nat() }), { maxLength: 30, size: 'max' }),
      (steps) => {
        const list = new LinkedList<number>();
        let nodes: ListNode<number>[] = [];
        for (const [value, { adds, which }] of steps.entries()) {
          const node = nodes[which % nodes.length];
          if (adds || node === undefined) nodes.push(list.add(value));
          else {
            expect(list.remove(node)).toBe(true);
            nodes = nodes.filter((other) => other !== node);
          }
          expect(list.toArray()).toEqual(nodes.map((inside) => inside.value));
          expect(list.first).toBe(nodes[0] ?? null);
          expect(list.isEmpty).toBe(nodes.length === 0);
        }
      },
    ),
    RUNS,
  );
});
