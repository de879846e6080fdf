'use client';

import {
  columnVisibilityFeature,
  createSortedRowModel,
  rowSortingFeature,
  tableFeatures,
  useTable,
} from '@tanstack/react-table';
import { useQueryState } from 'nuqs';
import { useMemo } from 'react';
import { CellContent } from './cell-content';
import type { TableCell, TableColumn, TableModel, TableRow } from './table-model';
import { columnChoice, columnsKey, parseAsColumnChoice, parseAsSort, pickSort, sortKey } from './table-state';

const features = tableFeatures({ rowSortingFeature, columnVisibilityFeature, sortedRowModel: createSortedRowModel() });

interface SortableTableProps {
  readonly model: TableModel;
  /** Most rows shown; the rest is behind a button. */
  readonly limit?: number;
  readonly isDense?: boolean;
}

/** A table that can be sorted by its heads; order and columns stand in the URL. */
export function SortableTable({ model, limit, isDense = false }: SortableTableProps) {
  const [askedSort, setSort] = useQueryState(sortKey(model.id), parseAsSort);
  const [choices] = useQueryState(columnsKey(model.id), parseAsColumnChoice);
  const [shown, setShown] = useQueryState(`${model.id}-rows`, { history: 'replace', scroll: false });
  const sort = pickSort(model, askedSort);
  const columns = useMemo(() => model.columns.map((column, index) => columnOf(column, index)), [model.columns]);
  const table = useTable({
    features,
    columns,
    data: model.rows as TableRow[],
    getRowId: (row) => row.key,
    enableSortingRemoval: false,
    enableMultiSort: false,
    state: {
      sorting: [{ id: sort.column, desc: sort.isDescending }],
      columnVisibility: Object.fromEntries(
        model.columns.map((column) => [column.id, columnChoice(column, choices ?? []) !== 'hidden']),
      ),
    },
  });
  const rows = table.getRowModel().rows;
  const isCut = limit !== undefined && shown !== 'all' && rows.length > limit;
  const columnById = new Map(model.columns.map((column) => [column.id, column]));
  const classOf = (id: string) => classNames(columnById.get(id), choices ?? []);
  return (
    <>
      <table className={isDense ? 'data-table dense' : 'data-table'} data-table={model.id}>
        <caption className="visually-hidden">{model.caption}</caption>
        <thead>
          {table.getHeaderGroups().map((group) => (
            <tr key={group.id}>
              {group.headers.map((header) => {
                const column = columnById.get(header.column.id);
                if (column === undefined) return null;
                const isSorted = sort.column === column.id;
                const direction = sort.isDescending ? 'descending' : 'ascending';
                return (
                  <th
                    key={header.id}
                    scope="col"
                    className={classOf(column.id)}
                    aria-sort={isSorted ? direction : undefined}
                  >
                    {column.isSortable ? (
                      <button
                        type="button"
                        className="sort-head"
                        onClick={() =>
                          setSort({
                            column: column.id,
                            isDescending: isSorted ? !sort.isDescending : column.isNumber,
                          })
                        }
                      >
                        {column.label}
                        {isSorted ? <Caret isDown={sort.isDescending} /> : null}
                      </button>
                    ) : (
                      column.label
                    )}
                  </th>
                );
              })}
            </tr>
          ))}
        </thead>
        <tbody>
          {(isCut ? rows.slice(0, limit) : rows).map((row) => (
            <tr key={row.id}>
              {row.getVisibleCells().map((cell) => {
                const index = model.columns.findIndex((column) => column.id === cell.column.id);
                const content = row.original.cells[index];
                if (content === undefined) return null;
                const className = classOf(cell.column.id);
                return index === 0 ? (
                  <th key={cell.id} scope="row" className={className}>
                    <CellContent cell={content} />
                  </th>
                ) : (
                  <td key={cell.id} className={`${className}${emphasisOf(content)}`}>
                    <CellContent cell={content} />
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
      {isCut ? (
        <p className="mt-[12px]">
          <button type="button" className="button" onClick={() => setShown('all')}>
            Show all {rows.length}
          </button>
        </p>
      ) : null}
    </>
  );
}

function columnOf(column: TableColumn, index: number) {
  return {
    id: column.id,
    // A missing value goes last whichever way the others go.
    accessorFn: (row: TableRow) => row.cells[index]?.value ?? undefined,
    sortUndefined: 'last' as const,
    sortFn: compareCells,
  };
}

interface Sortable {
  getValue(columnId: string): unknown;
}

/** Numbers by size, words as people order them. */
function compareCells(a: Sortable, b: Sortable, columnId: string): number {
  const left = a.getValue(columnId);
  const right = b.getValue(columnId);
  if (typeof left === 'number' && typeof right === 'number') return left - right;
  return String(left).localeCompare(String(right), 'en');
}

function emphasisOf({ isStrong, isMuted }: TableCell): string {
  if (isStrong) return ' strong';
  return isMuted ? ' text-muted' : '';
}

const WIDTH_CLASSES = { phone: '', tablet: 'not-phone', desk: 'desk-only', wide: 'wide-only' } as const;

/** A column that was asked for is shown on every screen. */
function classNames(column: TableColumn | undefined, choices: readonly string[]): string {
  if (column === undefined) return '';
  const width = columnChoice(column, choices) === 'shown' ? '' : WIDTH_CLASSES[column.from];
  return `${column.isNumber ? 'number' : ''} ${width}`.trim();
}

function Caret({ isDown }: { readonly isDown: boolean }) {
  return (
    <svg width="8" height="6" viewBox="0 0 8 6" aria-hidden="true">
      <path d={isDown ? 'M1 1L4 4.5L7 1' : 'M1 5L4 1.5L7 5'} fill="none" stroke="currentColor" strokeWidth="1.6" />
    </svg>
  );
}
