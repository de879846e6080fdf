import type { BatchPage, BatchRow, ToolLatency } from '@parallel-tools/metrics/queries';
import { describe, expect, it } from 'vitest';
import { prepareBatchTable } from './prepare-batch-table';
import { prepareToolTable } from './prepare-tool-table';

const ROW: BatchRow = {
  batchId: '0193a2b1-7c4d-7e5f-8a9b-0c1d2e3f4a5b',
  startedAtMs: Date.UTC(2026, 10, 20, 13, 47, 2),
  outcome: 'partial',
  callCount: 24,
  failedCount: 2,
  retryCount: 1,
  makespanUs: 6_794_000,
  sequentialUs: 17_340_000,
  speedup: 2.58,
  labels: { agent: 'churn' },
  slowest: { toolId: 9, toolName: 'run_python', runUs: 1_550_000 },
};

function page(rowCount: number, totalCount: number, hasNext: boolean): BatchPage {
  return {
    rows: Array.from({ length: rowCount }, () => ROW),
    totalCount,
    next: hasNext ? { startedAtMs: ROW.startedAtMs, batchId: ROW.batchId } : null,
  };
}

describe('prepareBatchTable', () => {
  it('counts the rows shown and says where the next page begins', () => {
    const first = prepareBatchTable(page(50, 1284, true), null, true);
    expect(first.shown).toBe('1–50 of 1,284');
    expect(first.next?.row).toBe(51);
    const second = prepareBatchTable(page(50, 1284, true), 51, false);
    expect(second.shown).toBe('51–100 of 1,284');
  });

  it('ends with the last page', () => {
    const last = prepareBatchTable(page(34, 1284, false), 1251, false);
    expect(last.shown).toBe('1,251–1,284 of 1,284');
    expect(last.next).toBe(null);
  });

  it.each([-5, 0, null, 1_000_000])('keeps a hostile row number within the list: %s', (row) => {
    const { shown } = prepareBatchTable(page(10, 100, true), row, false);
    expect(['2–11 of 100', '91–100 of 100']).toContain(shown);
  });

  it('writes each value once, and shortens the id without losing its end', () => {
    const [row] = prepareBatchTable(page(1, 1, false), null, true).rows;
    expect(row).toMatchObject({
      shortId: '0193a2b1…2e3f4a5b',
      startedAt: 'Fri 20 Nov 13:47:02',
      calls: '24',
      failed: '2',
      makespan: '6.79\u00a0s',
      speedup: '2.6×',
    });
  });
});

describe('prepareToolTable', () => {
  const tool: ToolLatency = {
    toolId: 1,
    toolName: 'web_search',
    callCount: 0,
    failedCount: 0,
    timeoutCount: 0,
    retryCount: 0,
    runP50Us: null,
    runP95Us: null,
    runP99Us: null,
    waitP95Us: null,
  };

  it('shows a dash where there are no samples and a zero where nothing was counted', () => {
    const [row] = prepareToolTable([tool], 1, { showAll: false, callCount: 0 }).rows;
    expect(row).toMatchObject({ calls: '0', failed: '—', timeouts: '0', runP95: '—' });
  });

  it('says how many tools it leaves out', () => {
    const tools = Array.from({ length: 31 }, (_, index) => ({ ...tool, toolId: index + 1 }));
    const some = prepareToolTable(tools, 31, { showAll: false, callCount: 9412 });
    expect(some.shown).toBe('12 of 31 tools · 9,412 calls, most calls first');
    expect(some.hiddenCount).toBe(19);
    expect(prepareToolTable(tools, 31, { showAll: true, callCount: 9412 }).hiddenCount).toBe(0);
  });
});
