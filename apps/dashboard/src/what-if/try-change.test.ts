import { expect, it } from 'vitest';
import { outcomeOf } from './outcome';
import { sampleRecord } from './sample-records';
import { tryChange } from './try-change';

const RECORDS = Array.from({ length: 12 }, (_, index) =>
  sampleRecord(`b${index}`, [100, 100 + 10 * index], index % 3 === 0 ? 'fetch' : 'search'),
);
const BEFORE_US = outcomeOf(RECORDS, []).makespansUs;

it.each([
  { kind: 'time', toolName: 'fetch', value: 50 },
  { kind: 'limit', toolName: null, value: 2 },
  { kind: 'time', toolName: 'never_called', value: 50 },
] as const)('finds what a replay of all batches finds: $kind of $toolName', (change) => {
  const afterUs = outcomeOf(RECORDS, [change]).makespansUs;
  const tried = tryChange(RECORDS, BEFORE_US, change);
  expect(tried.touchedCount).toBe(afterUs.filter((us, index) => us !== BEFORE_US[index]).length);
  expect(tried.after.value).toBe(Math.max(...afterUs));
  expect(tried.effect.value).toBe(Math.max(...afterUs) - Math.max(...BEFORE_US));
});

it('is clear of enough batches, where the whole range is on one side of 0', () => {
  const lifted = { kind: 'limit', toolName: null, value: 2 } as const;
  expect(tryChange(RECORDS, BEFORE_US, lifted).isClear).toBe(true);
  expect(tryChange(RECORDS, BEFORE_US, { kind: 'time', toolName: 'never_called', value: 50 }).isClear).toBe(false);
  expect(tryChange(RECORDS.slice(0, 7), BEFORE_US.slice(0, 7), lifted).isClear).toBe(false);
});
