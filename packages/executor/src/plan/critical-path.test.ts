import { expect, it } from 'vitest';
import { planCall } from '../../test/plan-calls.js';
import { criticalPathOf, remainingPaths } from './critical-path.js';
import { planBatch } from './plan-batch.js';

// 0 → 2 → 3 and 1 → 2, 1 → 4
const { predecessors, order } = planBatch([
  planCall('0'),
  planCall('1'),
  planCall('2', { references: [0, 1] }),
  planCall('3', { references: [2] }),
  planCall('4', { references: [1] }),
]);

it('adds up what is left from each call to the end, by the longest way', () => {
  expect(remainingPaths(predecessors, order, [1, 2, 4, 8, 16])).toEqual([13, 18, 12, 8, 16]);
});

it('follows the predecessor that ends last', () => {
  expect(criticalPathOf(predecessors, order, [1, 2, 4, 8, 16])).toEqual({ calls: [1, 4], duration: 18 });
  expect(criticalPathOf(predecessors, order, [3, 2, 4, 8, 1])).toEqual({ calls: [0, 2, 3], duration: 15 });
});

it('takes the earlier of equal paths, and keeps predecessors that take no time', () => {
  expect(criticalPathOf(predecessors, order, [2, 2, 4, 0, 4])).toEqual({ calls: [0, 2], duration: 6 });
  expect(criticalPathOf(predecessors, order, [0, 0, 0, 5, 0])).toEqual({ calls: [0, 2, 3], duration: 5 });
  expect(criticalPathOf(predecessors, order, [0, 0, 0, 0, 0])).toEqual({ calls: [0], duration: 0 });
});
