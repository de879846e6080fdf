import { createParser, parseAsArrayOf, parseAsString } from 'nuqs/server';
import type { TableColumn, TableModel, TableSort } from './table-model';

const MAX_COLUMN_ID_LENGTH = 40;

/** An order in the URL: `runP95Us` or `-runP95Us`, which is the greatest first. */
export const parseAsSort = createParser<TableSort>({
  parse: (text) => {
    const isDescending = text.startsWith('-');
    const column = isDescending ? text.slice(1) : text;
    return column.length === 0 || column.length > MAX_COLUMN_ID_LENGTH ? null : { column, isDescending };
  },
  serialize: ({ column, isDescending }) => `${isDescending ? '-' : ''}${column}`,
  eq: (a, b) => a.column === b.column && a.isDescending === b.isDescending,
}).withOptions({ history: 'replace', scroll: false });

/** Columns in the URL that differ from what the screen's width would show: `retries.!calls`. */
export const parseAsColumnChoice = parseAsArrayOf(parseAsString, '.').withOptions({
  history: 'replace',
  scroll: false,
});

/** Its order's parameter in the URL; several tables of a page do not meet. */
export function sortKey(tableId: string): string {
  return `${tableId}-sort`;
}

/** The parameter that holds its columns. */
export function columnsKey(tableId: string): string {
  return `${tableId}-columns`;
}

/** The order asked for, if the table has such a column; else its own. */
export function pickSort(model: Pick<TableModel, 'columns' | 'sort'>, asked: TableSort | null): TableSort {
  const isKnown = model.columns.some((column) => column.isSortable && column.id === asked?.column);
  return asked !== null && isKnown ? asked : model.sort;
}

/** Whether a column was asked for (`shown`), taken away (`hidden`), or left to the screen's width. */
export function columnChoice(column: Pick<TableColumn, 'id'>, choices: readonly string[]): 'shown' | 'hidden' | 'auto' {
  if (choices.includes(`!${column.id}`)) return 'hidden';
  return choices.includes(column.id) ? 'shown' : 'auto';
}
