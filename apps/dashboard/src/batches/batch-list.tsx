import Link from 'next/link';
import { attempt, listBatches } from '@/data/metrics';
import { formatCount } from '@/lib/format';
import type { ResolvedRange } from '@/lib/range';
import { type BatchListParams, batchListUrl, rangeUrl } from '@/lib/search-params';
import { exportUrl } from '@/table/export-params';
import { MAX_EXPORT_ROWS } from '@/table/export-response';
import { SortableTable } from '@/table/sortable-table';
import { TableTools } from '@/table/table-tools';
import { Panel } from '@/ui/panel';
import { PanelProblem } from '@/ui/panel-problem';
import { BATCH_PAGE_SIZE, exportHolds, firstRowNumber, prepareBatchList, rowsShown } from './prepare-batch-list';
import { batchFilter, filterChips } from './prepare-filters';

export const BATCH_TITLE = 'Which batches?';

interface BatchListProps {
  readonly range: ResolvedRange;
  readonly params: BatchListParams;
}

/** One page of the batches that the range and the filters hold. */
export async function BatchList({ range, params }: BatchListProps) {
  const sort = params.order ?? 'newest';
  // A place in another order is none in this one.
  const isPlace = sort !== 'slowest' || params.after?.makespanUs !== undefined;
  const after = isPlace ? (params.after ?? undefined) : undefined;
  const read = await attempt(() =>
    listBatches(range, { limit: BATCH_PAGE_SIZE, sort, after, filter: batchFilter(params) }),
  );
  if (!read.ok) return <PanelProblem title={BATCH_TITLE} problem={read.problem} />;
  const page = read.value;
  const isFirstPage = after === undefined;
  const firstRow = firstRowNumber(params.row, isFirstPage, page.totalCount, page.rows.length);
  const shown = rowsShown(page, firstRow);
  const model = prepareBatchList(page.rows, sort, (batchId, index) =>
    batchListUrl(`/batches/${encodeURIComponent(batchId)}`, { ...params, after: null, row: firstRow + index }),
  );
  const next =
    page.next === null
      ? null
      : batchListUrl('/batches', { ...params, after: page.next, row: firstRow + page.rows.length });
  const fileUrl = batchListUrl('/api/export/batches', { ...params, after: null, row: null });
  const whole = {
    csvUrl: exportUrl(fileUrl, { format: 'csv' }),
    jsonUrl: exportUrl(fileUrl, { format: 'json' }),
    holds: exportHolds(page.totalCount, MAX_EXPORT_ROWS),
  };
  return (
    <Panel title={BATCH_TITLE} sub={`${shown}, times in UTC`} end={<TableTools model={model} whole={whole} />}>
      {page.rows.length === 0 ? (
        <NoBatches params={params} isFirstPage={isFirstPage} isMore={next !== null} scannedCount={page.scannedCount} />
      ) : (
        <SortableTable model={model} />
      )}
      {isFirstPage && next === null ? null : (
        <nav className="mt-[12px] flex items-center gap-[12px]" aria-label="Pages of batches">
          {isFirstPage ? null : (
            <Link className="button" href={batchListUrl('/batches', { ...params, after: null, row: null })}>
              First page
            </Link>
          )}
          {next === null ? null : (
            <Link className="button" href={next}>
              {page.rows.length === 0 ? 'Look further' : 'Next page'}
            </Link>
          )}
          <span className="note">
            {shown}; CSV and JSON hold {whole.holds}
          </span>
        </nav>
      )}
    </Panel>
  );
}

interface NoBatchesProps {
  readonly params: BatchListParams;
  readonly isFirstPage: boolean;
  readonly isMore: boolean;
  readonly scannedCount: number;
}

/** Why the list is empty, and what would fill it. */
function NoBatches({ params, isFirstPage, isMore, scannedCount }: NoBatchesProps) {
  if (!isFirstPage) return <p className="note">No batches after this.</p>;
  if (filterChips(params).length === 0) return <p className="note">No batches in this range.</p>;
  return (
    <p className="note">
      No batch {isMore ? `among the first ${formatCount(scannedCount)} of` : 'in'} this range is like that.{' '}
      <Link href={rangeUrl('/batches', params)}>Show all batches of the range</Link>
    </p>
  );
}
