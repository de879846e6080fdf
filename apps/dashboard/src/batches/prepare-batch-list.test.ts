import type { BatchListRow } from '@parallel-tools/metrics/queries';
import { describe, expect, it } from 'vitest';
import { loadBatchListParams } from '@/lib/search-params';
import { firstRowNumber, pathParts, pathText, prepareBatchList, rowsShown } from './prepare-batch-list';
import { batchFilter, filterChips } from './prepare-filters';

const TOOL = { toolId: 9, toolName: 'run_python', color: null };

const ROW: BatchListRow = {
  batchId: '0193a2b1-7c4d-7e5f-8a9b-0c1d2e3f4a5b',
  startedAtMs: Date.UTC(2026, 10, 20, 13, 47, 2),
  outcome: 'partial',
  callCount: 24,
  failedCount: 2,
  retryCount: 1,
  makespanUs: 8_000_000,
  sequentialUs: 17_340_000,
  speedup: 2.58,
  labels: { agent: 'churn' },
  slowest: { ...TOOL, runUs: 1_550_000 },
  missed: null,
  isSampled: true,
  path: [
    { seq: 1, kind: 'rate-limit', startUs: 0, endUs: 2_000_000, ...TOOL },
    { seq: 1, kind: 'run', startUs: 2_000_000, endUs: 6_000_000, ...TOOL },
    { seq: 2, kind: 'overhead', startUs: 6_000_000, endUs: 6_000_000, ...TOOL },
    { seq: 2, kind: 'run', startUs: 6_000_000, endUs: 8_000_000, ...TOOL },
  ],
};

it('writes each value once, and shortens the id without losing its end', () => {
  const { columns, rows } = prepareBatchList([ROW], 'newest', (id) => `/batches/${id}`);
  const texts = Object.fromEntries(columns.map(({ id }, index) => [id, rows[0]?.cells[index]?.text]));
  expect(texts).toMatchObject({
    startedAt: 'Fri 20 Nov 13:47:02',
    batchId: '0193a2b1…2e3f4a5b',
    outcome: 'partial',
    agent: 'churn',
    sessionId: '—',
    calls: '24',
    failedCalls: '2',
    makespanUs: '8.00\u00a0s',
    speedup: '2.6×',
  });
});

it('exports times that a program can read', () => {
  const { columns, rows } = prepareBatchList([ROW], 'newest', (id) => `/batches/${id}`);
  const values = Object.fromEntries(columns.map(({ id }, index) => [id, rows[0]?.cells[index]?.value]));
  expect(values).toMatchObject({ startedAt: '2026-11-20T13:47:02.000Z', makespanUs: 8_000_000, sessionId: null });
});

it('draws the whole makespan, and says the same in words', () => {
  expect(pathParts(ROW)).toEqual([
    { cause: 'rate-limit', share: 0.25 },
    { cause: 'run', share: 0.5 },
    { cause: 'run', share: 0.25 },
  ]);
  expect(pathText(ROW)).toBe('running 6.00\u00a0s, rate limit 2.00\u00a0s');
});

describe('rowsShown', () => {
  const next = { startedAtMs: 1, batchId: 'a' };

  it.each([
    [{ rows: [ROW, ROW], totalCount: 1284, next }, 1, '1–2 of 1,284'],
    [{ rows: [ROW, ROW], totalCount: 1284, next }, 51, '51–52 of 1,284'],
    [{ rows: [ROW], totalCount: null, next }, 1, '1–1 of more'],
    [{ rows: [ROW], totalCount: null, next: null }, 51, '51–51 of 51'],
    [{ rows: [], totalCount: 0, next: null }, 1, '0 of 0'],
    [{ rows: [], totalCount: null, next }, 1, 'none found'],
  ])('%#: says which of how many, and admits what nobody counted', (page, first, shown) => {
    expect(rowsShown(page, first)).toBe(shown);
  });

  it.each([-5, 0, null, 1_000_000])('keeps a hostile row number within the list: %s', (asked) => {
    expect([2, 91]).toContain(firstRowNumber(asked, false, 100, 10));
  });
});

describe('filters', () => {
  const params = loadBatchListParams(
    new URLSearchParams(
      'tool=web_search&failed=1&code=TOOL_TIMEOUT&slower=5000&q=b_7&session=s&agent=a&outcome=partial',
    ),
  );

  it('reach the query', () => {
    expect(batchFilter(params)).toEqual({
      toolName: 'web_search',
      outcome: 'partial',
      failedOnly: true,
      errorCode: 'TOOL_TIMEOUT',
      sessionId: 's',
      agent: 'a',
      slowerThanUs: 5_000_000,
      search: 'b_7',
    });
    expect(batchFilter(loadBatchListParams(new URLSearchParams()))).toEqual({});
  });

  it('are said as chips', () => {
    expect(filterChips(params).map(({ text }) => text.replaceAll('\u00a0', ' '))).toEqual([
      'tool: web_search',
      'outcome: partial',
      'where it failed',
      'code: TOOL_TIMEOUT',
      'session: s',
      'agent: a',
      'makespan from 5.00 s',
      'begins with b_7',
    ]);
  });
});
