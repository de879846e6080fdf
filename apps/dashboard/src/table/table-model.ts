import type { BatchRow } from '@parallel-tools/metrics/queries';
import type { ToolColor } from '@/lib/tool-color';
import type { TimeKind } from '@/ui/causes';

/** What a cell is worth for sorting and exports: a number in its column's unit, a word, or nothing. */
export type CellValue = string | number | null;

type Status = BatchRow['outcome'] | 'error' | 'timeout' | 'skipped';

/** How a cell is drawn where text is not enough. Plain data: it crosses from the server to the browser. */
export type CellView =
  | { readonly kind: 'text' }
  /** A tool with its colour; a link where it has a page. */
  | { readonly kind: 'tool'; readonly color: ToolColor; readonly toolName: string; readonly url: string | null }
  | { readonly kind: 'link'; readonly url: string; readonly isMono: boolean }
  /** A name or id that a machine made. */
  | { readonly kind: 'code' }
  /** What can be done with the row: an address on the same page. */
  | { readonly kind: 'action'; readonly url: string }
  | { readonly kind: 'status'; readonly status: Status }
  /** How calls failed: code, and what their messages have in common. */
  | { readonly kind: 'failure'; readonly status: Status; readonly code: string; readonly message: string }
  /** A share of 1, beside its number. */
  | { readonly kind: 'share'; readonly share: number; readonly isHigh: boolean }
  /** A share of 1 as wide as the column, the rest of it a line. */
  | { readonly kind: 'bar'; readonly share: number }
  /** A value in its range, as shares of the column's width; hollow where it is not clear. */
  | { readonly kind: 'range'; readonly marks: RangeMarks; readonly isClear: boolean }
  /** A line over time from 0; null is a gap, the last point is now. */
  | { readonly kind: 'trend'; readonly values: readonly (number | null)[] }
  /** Parts of a whole, in order, by cause. */
  | { readonly kind: 'strip'; readonly parts: readonly StripPart[] };

/** A stretch of a strip. */
export interface StripPart {
  /** Work, or what is waited for: picks colour and hatch. */
  readonly cause: TimeKind;
  /** Of the strip's whole width. */
  readonly share: number;
}

/** Where a value, the ends of its range and 0 lie, as shares of the width. */
export interface RangeMarks {
  readonly at: number;
  readonly low: number;
  readonly high: number;
  readonly zero: number;
}

/** One cell. */
export interface TableCell {
  /** As shown; also its whole meaning for those who do not see the drawing. */
  readonly text: string;
  readonly value: CellValue;
  readonly view: CellView;
  /** The one cell of its row to look at. */
  readonly isStrong: boolean;
  /** Nothing to look at, as a 0 among numbers. */
  readonly isMuted: boolean;
  /** A second line, on phones only. */
  readonly phoneNote: string | null;
}

/** One column. */
export interface TableColumn {
  /** Its name in the URL and in exports; a number's ends in its unit, as `runP95Us`. */
  readonly id: string;
  readonly label: string;
  readonly isNumber: boolean;
  /** The narrowest screen that shows it, unless it is asked for. */
  readonly from: 'phone' | 'tablet' | 'desk' | 'wide';
  readonly isSortable: boolean;
}

/** Which column orders the rows. */
export interface TableSort {
  readonly column: string;
  readonly isDescending: boolean;
}

/** A table, whole: what is shown and what is exported. */
export interface TableModel {
  /** Its name in the URL and in file names. */
  readonly id: string;
  /** For those who do not see the page around it. */
  readonly caption: string;
  readonly columns: readonly TableColumn[];
  readonly rows: readonly TableRow[];
  /** The order the rows come in. */
  readonly sort: TableSort;
}

/** One row: a cell per column, in their order. */
export interface TableRow {
  readonly key: string;
  readonly cells: readonly TableCell[];
}

/** A cell of text; the value defaults to it. */
export function textCell(text: string, value: CellValue = text, options: Partial<TableCell> = {}): TableCell {
  return { text, value, view: { kind: 'text' }, isStrong: false, isMuted: false, phoneNote: null, ...options };
}

/** A column of numbers, shown from a width on. */
export function numberColumn(id: string, label: string, from: TableColumn['from'] = 'phone'): TableColumn {
  return { id, label, isNumber: true, from, isSortable: true };
}

/** A column of words, shown from a width on. */
export function wordColumn(id: string, label: string, from: TableColumn['from'] = 'phone'): TableColumn {
  return { id, label, isNumber: false, from, isSortable: true };
}
