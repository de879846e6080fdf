import { describe, expect, it } from 'vitest';
import { prepareAttribution, preparePath } from './prepare-path';

const CALLS = [
  { seq: 1, toolName: 'web_search' },
  { seq: 2, toolName: 'fetch_page' },
  { seq: 3, toolName: 'web_search' },
];
const PATH = [
  { seq: 1, kind: 'rate-limit', startUs: 0, endUs: 1_500_400 },
  { seq: 1, kind: 'run', startUs: 1_500_400, endUs: 1_800_800 },
  { seq: 3, kind: 'rate-limit', startUs: 1_800_800, endUs: 2_000_300 },
  { seq: 3, kind: 'run', startUs: 2_000_300, endUs: 2_999_900 },
  { seq: 3, kind: 'overhead', startUs: 2_999_900, endUs: 3_000_000 },
] as const;
const plain = (text: string | undefined) => text?.replaceAll('\u00a0', ' ');

describe('the path', () => {
  it('is one segment per call, with a riser from the call before', () => {
    expect(preparePath(PATH, CALLS).segments).toEqual([
      { rowIndex: 0, startUs: 0, endUs: 1_800_800, fromRowIndex: null },
      { rowIndex: 2, startUs: 1_800_800, endUs: 3_000_000, fromRowIndex: 0 },
    ]);
  });

  it('has no holes from 0 to the makespan', () => {
    const { stretches } = preparePath(PATH, CALLS);
    expect(stretches[0]?.startUs).toBe(0);
    expect(stretches.slice(1).every((stretch, index) => stretch.startUs === stretches[index]?.endUs)).toBe(true);
    expect(plain(stretches[0]?.sentence)).toBe('rate limit, call 1, web_search, 1.50 s from 0 ms');
  });

  it('leaves out what belongs to no row', () => {
    expect(preparePath([{ seq: 9, kind: 'run', startUs: 0, endUs: 1 }], CALLS).stretches).toEqual([]);
  });
});

describe('the sum', () => {
  it('puts running first, waits by tool, overhead last, and ends in the makespan', () => {
    const { rows, total, makespan } = prepareAttribution(PATH, CALLS, 3_000_000);
    expect(rows.map(({ kind, toolName, time }) => [kind, toolName, plain(time)])).toEqual([
      ['run', null, '1,300 ms'],
      ['rate-limit', 'web_search', '1,700 ms'],
      ['overhead', null, '0 ms'],
    ]);
    expect(plain(total)).toBe('3,000 ms');
    expect(plain(makespan)).toBe('3.00 s');
  });

  it('still adds up where every part would be rounded the same way', () => {
    const path = [1, 2, 3].map((seq) => ({
      seq,
      kind: 'tool-slot' as const,
      startUs: (seq - 1) * 500,
      endUs: seq * 500,
    }));
    const calls = ['a', 'b', 'c'].map((toolName, index) => ({ seq: index + 1, toolName }));
    const { rows, total } = prepareAttribution(path, calls, 1500);
    const shown = rows.map(({ time }) => Number.parseInt(time, 10));
    expect(shown.reduce((sum, ms) => sum + ms, 0)).toBe(Number.parseInt(total, 10));
  });

  it('keeps apart tools whose names look like a key of the other', () => {
    const calls = [
      { seq: 1, toolName: '__proto__' },
      { seq: 2, toolName: 'constructor' },
    ];
    const path = [
      { seq: 1, kind: 'tool-slot', startUs: 0, endUs: 1000 },
      { seq: 2, kind: 'tool-slot', startUs: 1000, endUs: 2000 },
    ] as const;
    expect(prepareAttribution(path, calls, 2000).rows.map((row) => row.toolName)).toEqual(['__proto__', 'constructor']);
  });
});
