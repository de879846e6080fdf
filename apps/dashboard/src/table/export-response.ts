import { type ExportFormat, exportPages, exportType } from './export-table';
import type { TableColumn, TableRow } from './table-model';

/** Most rows a file holds: more is a question for the database itself. */
export const MAX_EXPORT_ROWS = 50_000;

const PAGE_ROWS = 500;

/** A page of a list, as the reader gives it. */
interface ListPage<Row, Cursor> {
  readonly rows: readonly Row[];
  /** Where the next page begins; null when there are no more. */
  readonly next: Cursor | null;
}

interface ExportedList<Row, Cursor> {
  /** Without an ending. */
  readonly fileName: string;
  readonly format: ExportFormat;
  readonly columns: readonly TableColumn[];
  readonly readPage: (after: Cursor | null, limit: number) => Promise<ListPage<Row, Cursor>>;
  readonly toRows: (rows: readonly Row[]) => readonly TableRow[];
}

/** Sends a list page by page, each read when the one before has been sent: a file of any length takes little memory. */
export async function exportResponse<Row, Cursor>(list: ExportedList<Row, Cursor>): Promise<Response> {
  const { fileName, format, columns } = list;
  // Read before anything is sent, so that what fails at once has a status of its own.
  const first = await list.readPage(null, PAGE_ROWS);
  return new Response(streamOf(exportPages(format, columns, rowsOf(list, first))), {
    headers: {
      'content-type': exportType(format),
      'content-disposition': `attachment; filename="${fileName}.${format}"`,
      'cache-control': 'no-store',
    },
  });
}

async function* rowsOf<Row, Cursor>(
  { readPage, toRows }: ExportedList<Row, Cursor>,
  first: ListPage<Row, Cursor>,
): AsyncGenerator<readonly TableRow[]> {
  let left = MAX_EXPORT_ROWS - first.rows.length;
  let { next } = first;
  yield toRows(first.rows);
  while (next !== null && left > 0) {
    const page: ListPage<Row, Cursor> = await readPage(next, Math.min(left, PAGE_ROWS));
    left -= page.rows.length;
    next = page.next;
    yield toRows(page.rows);
  }
}

function streamOf(pieces: AsyncGenerator<string>): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  return new ReadableStream({
    async pull(controller) {
      const { done, value } = await pieces.next();
      if (done) controller.close();
      else controller.enqueue(encoder.encode(value));
    },
    async cancel() {
      await pieces.return(undefined);
    },
  });
}
