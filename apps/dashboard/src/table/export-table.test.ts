import { describe, expect, it } from 'vitest';
import { csvField, exportPages, exportText } from './export-table';
import { numberColumn, textCell, wordColumn } from './table-model';

const TABLE = {
  columns: [wordColumn('tool', 'Tool'), numberColumn('runP95Us', 'Run p95')],
  rows: [
    { key: '1', cells: [textCell('web_search'), textCell('1.24 s', 1_240_000)] },
    { key: '2', cells: [textCell('a, "b"'), textCell('—', null)] },
  ],
};

it('writes raw values, and nothing where there is none', () => {
  expect(exportText('csv', TABLE)).toBe('tool,runP95Us\r\nweb_search,1240000\r\n"a, ""b""",\r\n');
  expect(JSON.parse(exportText('json', TABLE))).toEqual([
    { tool: 'web_search', runP95Us: 1_240_000 },
    { tool: 'a, "b"', runP95Us: null },
  ]);
});

it.each(['csv', 'json'] as const)('writes the same %s page by page', async (format) => {
  async function* pages() {
    yield TABLE.rows.slice(0, 1);
    yield [];
    yield TABLE.rows.slice(1);
  }
  const pieces: string[] = [];
  for await (const piece of exportPages(format, TABLE.columns, pages())) pieces.push(piece);
  expect(pieces.join('')).toBe(exportText(format, TABLE));
});

it('writes an empty table as one', () => {
  expect(JSON.parse(exportText('json', { ...TABLE, rows: [] }))).toEqual([]);
  expect(exportText('csv', { ...TABLE, rows: [] })).toBe('tool,runP95Us\r\n');
});

describe('csvField', () => {
  it.each([
    ['=1+1', "'=1+1"],
    ['+cmd|calc', "'+cmd|calc"],
    ['-2+3', "'-2+3"],
    ['@SUM(A1)', "'@SUM(A1)"],
    [' =1', "' =1"],
    ['\t=1', "'\t=1"],
    ['\r=1', '"\'\r=1"'],
    ['\u0000=1', "'\u0000=1"],
    ['＝1', "'＝1"],
    ['=HYPERLINK("x","y")', '"\'=HYPERLINK(""x"",""y"")"'],
  ])('keeps %j from running in a spreadsheet', (value, field) => {
    expect(csvField(value)).toBe(field);
  });

  it('leaves numbers and other text as they are', () => {
    expect(csvField(-3.5)).toBe('-3.5');
    expect(csvField('a-b=c')).toBe('a-b=c');
    expect(csvField('line\nbreak')).toBe('"line\nbreak"');
    expect(csvField('')).toBe('');
  });
});
