import { expect, it } from 'vitest';
import type { Change } from '@/what-if/change';
import { sampleRecord } from '@/what-if/sample-records';
import { tryChange } from '@/what-if/try-change';
import { prepareRemedies } from './prepare-remedies';

const HALVED = { kind: 'time', toolName: 'fetch_page', value: 50 } as const;
const BEFORE = Array.from({ length: 20 }, (_, index) => (index + 1) * 100_000);

/** The remedies of batches of one call of `fetch_page` each. */
function remediesOf(beforeUs: readonly number[], change: Change) {
  const records = beforeUs.map((us, index) => sampleRecord(`b${index}`, [us / 1000], 'fetch_page'));
  return prepareRemedies(beforeUs, [tryChange(records, beforeUs, change)]);
}

it('lays the p95 of each change on one axis, the recorded one first', () => {
  const model = remediesOf(BEFORE, HALVED);
  expect(model.rows.map(({ label, time }) => [label, time])).toEqual([
    ['as recorded', '1.90\u00a0s'],
    ['fetch_page, 2× as fast', '950\u00a0ms'],
  ]);
  const [recorded, halved] = model.rows;
  expect((halved?.atPercent ?? 0) * 2).toBeCloseTo(recorded?.atPercent ?? 0, 9);
  expect(halved).toMatchObject({ isClear: true });
  expect(halved?.range?.fromPercent).toBeLessThanOrEqual(halved?.atPercent ?? 0);
  expect(halved?.range?.toPercent).toBeGreaterThanOrEqual(halved?.atPercent ?? 0);
});

it('says that a change without effect has none', () => {
  const model = remediesOf(BEFORE, { ...HALVED, toolName: 'web_search' });
  expect(model.rows[1]?.isClear).toBe(false);
});

it('gives no range of a few batches', () => {
  const model = remediesOf(BEFORE.slice(0, 7), HALVED);
  expect(model.rows[1]).toMatchObject({ range: null, isClear: true });
});
