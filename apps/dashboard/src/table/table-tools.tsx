'use client';

import { Menu } from '@base-ui/react/menu';
import { useQueryState } from 'nuqs';
import { type ExportFormat, exportText, exportType } from './export-table';
import type { TableColumn, TableModel } from './table-model';
import { columnChoice, columnsKey, parseAsColumnChoice } from './table-state';

/** Where the server writes all rows of a list that the page shows a part of. */
export interface WholeExport {
  readonly csvUrl: string;
  readonly jsonUrl: string;
  /** "all 6,503 batches", "the first 50,000 of more". */
  readonly holds: string;
}

interface TableToolsProps {
  readonly model: TableModel;
  /** Absent where the table holds all rows. */
  readonly whole?: WholeExport;
}

/** `Columns · CSV · JSON`, for a panel's head. */
export function TableTools({ model, whole }: TableToolsProps) {
  return (
    <span className="table-tools">
      <ColumnsMenu model={model} />
      <Separator />
      {whole === undefined ? <ExportButtons model={model} /> : <ExportLinks model={model} whole={whole} />}
    </span>
  );
}

/** `CSV · JSON`, for a table whose columns are what it is. */
export function TableExport({ model }: { readonly model: TableModel }) {
  return (
    <span className="table-tools">
      <ExportButtons model={model} />
    </span>
  );
}

/** Rows that are here already become a file here. */
function ExportButtons({ model }: { readonly model: TableModel }) {
  const save = (format: ExportFormat) =>
    download(`${model.id}.${format}`, exportType(format), exportText(format, model));
  return (
    <>
      <button type="button" className="link" aria-keyshortcuts="x" onClick={() => save('csv')}>
        CSV
      </button>
      <Separator />
      <button type="button" className="link" onClick={() => save('json')}>
        JSON
      </button>
    </>
  );
}

function ExportLinks({ model, whole: { csvUrl, jsonUrl, holds } }: Required<TableToolsProps>) {
  return (
    <>
      <a className="link" href={csvUrl} download={`${model.id}.csv`} aria-keyshortcuts="x" title={holds}>
        CSV
      </a>
      <Separator />
      <a className="link" href={jsonUrl} download={`${model.id}.json`} title={holds}>
        JSON
      </a>
    </>
  );
}

const MIN_WIDTHS = { phone: 'all', tablet: '(width >= 640px)', desk: '(width >= 900px)', wide: '(width >= 1280px)' };

function Separator() {
  return (
    <span className="text-muted" aria-hidden="true">
      ·
    </span>
  );
}

interface ColumnsMenuProps {
  readonly model: Pick<TableModel, 'id' | 'columns'>;
}

function ColumnsMenu({ model }: ColumnsMenuProps) {
  return (
    <Menu.Root>
      <Menu.Trigger className="link">Columns</Menu.Trigger>
      <Menu.Portal>
        <Menu.Positioner align="end" sideOffset={4}>
          <Menu.Popup className="menu">
            <ColumnItems model={model} />
          </Menu.Popup>
        </Menu.Positioner>
      </Menu.Portal>
    </Menu.Root>
  );
}

/** Which columns are shown, and which of them this screen is too narrow for. Only drawn once open: it asks the browser. */
function ColumnItems({ model }: ColumnsMenuProps) {
  const [choices, setChoices] = useQueryState(columnsKey(model.id), parseAsColumnChoice);
  const choose = (column: TableColumn, isShown: boolean) => {
    const others = (choices ?? []).filter((choice) => choice !== column.id && choice !== `!${column.id}`);
    void setChoices([...others, isShown ? column.id : `!${column.id}`]);
  };
  return (
    <>
      {model.columns.slice(1).map((column) => {
        const choice = columnChoice(column, choices ?? []);
        const isTooNarrow = choice === 'auto' && !matchMedia(MIN_WIDTHS[column.from]).matches;
        return (
          <Menu.CheckboxItem
            key={column.id}
            className="menu-item"
            closeOnClick={false}
            checked={choice === 'shown' || (choice === 'auto' && !isTooNarrow)}
            onCheckedChange={(isChecked) => choose(column, isChecked)}
          >
            <span className="menu-check">
              <Menu.CheckboxItemIndicator>✓</Menu.CheckboxItemIndicator>
            </span>
            {column.label}
            {isTooNarrow ? <span className="note">hidden at this width</span> : null}
          </Menu.CheckboxItem>
        );
      })}
      <Menu.Separator className="menu-line" />
      <Menu.Item className="menu-item" onClick={() => setChoices(null)}>
        <span className="menu-check" />
        As the width allows
      </Menu.Item>
    </>
  );
}

const DOWNLOAD_MS = 10_000;

/** Hands the browser a file made here. */
function download(fileName: string, type: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type }));
  const link = document.createElement('a');
  link.href = url;
  link.download = fileName;
  link.click();
  // The browser reads it after the click has ended.
  setTimeout(() => URL.revokeObjectURL(url), DOWNLOAD_MS);
}
