import { expect, it } from 'vitest';
import { csvLine } from './csv.js';

it.each([
  ['=cmd|calc', "'=cmd|calc"],
  ['+1', "'+1"],
  ['-1', "'-1"],
  ['@SUM(A1)', "'@SUM(A1)"],
  ['\t=1', "'\t=1"],
  ['a=1', 'a=1'],
  ['say "no", then\ngo', '"say ""no"", then\ngo"'],
  ['=HYPERLINK("x")', '"\'=HYPERLINK(""x"")"'],
  ['', ''],
  [-5, '-5'],
  [null, ''],
  [true, 'true'],
])('writes %j as %j', (cell, text) => {
  expect(csvLine([cell])).toBe(`${text}\r\n`);
});
