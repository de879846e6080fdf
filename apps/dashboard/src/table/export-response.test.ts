import { expect, it, vi } from 'vitest';
import { exportResponse, MAX_EXPORT_ROWS } from './export-response';
import { numberColumn, textCell } from './table-model';

/** A list of as many rows, whose cursors are the numbers of the rows they come after. */
function listOf(rowCount: number, pageRows = Number.POSITIVE_INFINITY) {
  return {
    fileName: 'numbers',
    format: 'csv' as const,
    columns: [numberColumn('number', 'Number')],
    readPage: vi.fn(async (after: number | null, limit: number) => {
      const begin = after ?? 0;
      const end = Math.min(rowCount, begin + Math.min(limit, pageRows));
      const rows = Array.from({ length: end - begin }, (_, index) => begin + index);
      return { rows, next: end < rowCount ? end : null };
    }),
    toRows: (rows: readonly number[]) =>
      rows.map((number) => ({ key: String(number), cells: [textCell(String(number), number)] })),
  };
}

async function linesOf(response: Response): Promise<readonly string[]> {
  return (await response.text()).trimEnd().split('\r\n');
}

it('writes every row of a list, however its pages fall', async () => {
  for (const pageRows of [499, 500, 3]) {
    const lines = await linesOf(await exportResponse(listOf(1203, pageRows)));
    expect(lines).toEqual(['number', ...Array.from({ length: 1203 }, (_, index) => String(index))]);
  }
});

it('ends at 50,000 rows, and reads none that it does not write', async () => {
  expect(MAX_EXPORT_ROWS).toBe(50_000);
  const list = listOf(50_001, 499);
  const lines = await linesOf(await exportResponse(list));
  expect(lines).toHaveLength(50_001);
  expect(lines.at(-1)).toBe('49999');
  expect(list.readPage.mock.calls.at(-1)).toEqual([49_900, 100]);
});

it('reads no further than it is listened to', async () => {
  const list = listOf(50_000);
  const response = await exportResponse(list);
  const reader = response.body?.getReader();
  await reader?.read();
  await reader?.cancel();
  expect(list.readPage.mock.calls.length).toBeLessThan(5);
});
