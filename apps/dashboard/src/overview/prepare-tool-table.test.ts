import type { ToolLatency } from '@parallel-tools/metrics/queries';
import { describe, expect, it } from 'vitest';
import { prepareToolTable, toolsShown } from './prepare-tool-table';

const OPTIONS = {
  trends: [],
  unlimited: new Set<number>(),
  bucketMs: 3_600_000,
  toolUrl: (name: string) => `/tools/${name}`,
};

describe('prepareToolTable', () => {
  const tool: ToolLatency = {
    toolId: 1,
    toolName: 'web_search',
    color: 1,
    callCount: 0,
    failedCount: 0,
    timeoutCount: 0,
    retryCount: 0,
    runP50Us: null,
    runP95Us: null,
    runP99Us: null,
    waitP95Us: null,
    cacheHitCount: 0,
    saturation: 0,
    criticalUs: 0,
  };

  it('shows a dash where there are no samples and a zero where nothing was counted', () => {
    const { columns, rows } = prepareToolTable([tool], OPTIONS);
    const cell = (id: string) => rows[0]?.cells[columns.findIndex((column) => column.id === id)];
    expect(cell('calls')).toMatchObject({ text: '0', value: 0 });
    expect(cell('failureRatio')).toMatchObject({ text: '—', value: null });
    expect(cell('timeouts')).toMatchObject({ text: '0', value: 0 });
    expect(cell('runP95Us')).toMatchObject({ text: '—', value: null });
  });

  it('says that a tool has no limit, not that it was never full', () => {
    const { columns, rows } = prepareToolTable([tool, { ...tool, toolId: 2 }], { ...OPTIONS, unlimited: new Set([2]) });
    const full = rows.map(({ cells }) => cells[columns.findIndex(({ id }) => id === 'saturation')]);
    expect(full).toMatchObject([
      { text: '0\u00a0%', value: 0 },
      { text: 'no limit', value: null },
    ]);
  });

  it('has a cell for every column', () => {
    const { columns, rows } = prepareToolTable([tool], OPTIONS);
    expect(rows[0]?.cells).toHaveLength(columns.length);
  });

  it('marks the tool that fails, runs and waits most', () => {
    const tools = [
      { ...tool, toolId: 1, callCount: 10, failedCount: 1, runP95Us: 9, waitP95Us: 1 },
      { ...tool, toolId: 2, callCount: 10, failedCount: 3, runP95Us: 1, waitP95Us: 9 },
    ];
    const strong = prepareToolTable(tools, OPTIONS).rows.map((row) =>
      row.cells.flatMap((cell, index) => (cell.isStrong ? [index] : [])),
    );
    expect(strong).toEqual([[6], [2, 8]]);
  });

  it('draws a gap where a tool did not run', () => {
    const buckets = [5, null, 7].map((runP95Us, index) => ({ startMs: index, callCount: 1, failedCount: 0, runP95Us }));
    const trends = [{ toolId: 1, toolName: 'web_search', color: 1, buckets }];
    expect(prepareToolTable([tool], { ...OPTIONS, trends }).rows[0]?.cells.at(-1)).toMatchObject({
      view: { kind: 'trend', values: [5, null, 7] },
      value: '5  7',
    });
  });

  it('says how many tools of how many it shows', () => {
    expect(toolsShown(12, 31, 9412)).toBe('12 of 31 tools · 9,412 calls');
    expect(toolsShown(1, 1, 1)).toBe('1 of 1 tool · 1 call');
  });
});
