import type { Waste } from '@parallel-tools/metrics/queries';
import { describe, expect, it } from 'vitest';
import { plainText } from '@/lib/sentence';
import { prepareWaste } from './prepare-waste';

const plain = (text: string) => text.replaceAll('\u00a0', ' ');
const WORK = [
  { kind: 'useful', us: 8_000_000 },
  { kind: 'error', us: 500_000 },
  { kind: 'timeout', us: 1_500_000 },
  { kind: 'hedge', us: 0 },
  { kind: 'cancelled', us: 0 },
  { kind: 'discarded', us: 0 },
] as const;
const SUMS = {
  runUs: 10_000_000,
  work: WORK,
  wastedUs: 2_000_000,
  abandonedCount: 1,
  retryCount: 3,
  retryRunUs: 600_000,
  backoffUs: 400_000,
  cacheHitCount: 0,
  sharedCount: 0,
  savedUs: 0,
};
const WASTE: Waste = {
  ...SUMS,
  tools: [{ ...SUMS, toolId: 1, toolName: 'tail_logs', color: 1 }],
  toolCount: 1,
  missedCount: 2,
  missedUnknownCount: 5,
};

describe('the sentence', () => {
  it('names the share, the tool and what it was', () => {
    expect(plain(plainText(prepareWaste(WASTE).sentence))).toBe(
      '20 % of all run time came to nothing: 2.00 s of 10.0 s, 100 % of it in tail_logs, mostly timed out.',
    );
  });

  it('is glad where nothing was wasted', () => {
    expect(plain(plainText(prepareWaste({ ...WASTE, wastedUs: 0 }).sentence))).toMatch(/^No run time came to nothing/);
    expect(plainText(prepareWaste({ ...WASTE, runUs: 0, wastedUs: 0 }).sentence)).toBe('No tool ran in this range.');
  });
});

it('has one bar per kind, which together are all run time', () => {
  const { kinds, total } = prepareWaste(WASTE);
  expect(kinds.map(({ label, time, percent, width }) => [label, plain(time), plain(percent), width])).toEqual([
    ['useful', '8,000 ms', '80.0 %', 1],
    ['failed', '500 ms', '5.0 %', 0.0625],
    ['timed out', '1,500 ms', '15.0 %', 0.1875],
    ['hedge lost', '0 ms', '0.0 %', 0],
    ['cancelled', '0 ms', '0.0 %', 0],
    ['discarded', '0 ms', '0.0 %', 0],
  ]);
  expect([total.time, total.percent].map(plain)).toEqual(['10,000 ms', '100.0 %']);
});

it('counts backoff as a cost of retries, and has no savings without hits', () => {
  const { figures } = prepareWaste(WASTE);
  expect(figures[2]).toMatchObject({ label: 'Retry cost', value: '1.00\u00a0s' });
  expect(figures[3]).toMatchObject({ label: 'Saved by cache', value: '—', beside: null });
});
