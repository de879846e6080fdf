import type { BatchCursor, BatchListRow } from '@parallel-tools/metrics/queries';
import { createLoader } from 'nuqs/server';
import { BATCH_COLUMNS, prepareBatchList } from '@/batches/prepare-batch-list';
import { batchFilter } from '@/batches/prepare-filters';
import { answerExport } from '@/data/export';
import { listBatches } from '@/data/metrics';
import { pickRange } from '@/lib/range';
import { loadBatchListParams } from '@/lib/search-params';
import { exportParams } from '@/table/export-params';
import { exportResponse } from '@/table/export-response';

export const dynamic = 'force-dynamic';

const loadExportParams = createLoader(exportParams);

/** All batches that the list's range and filters hold, in its order, as a file. */
export function GET(request: Request): Promise<Response> {
  const params = loadBatchListParams(request);
  const sort = params.order ?? 'newest';
  return answerExport((status) => {
    const range = pickRange(params, status, Date.now());
    const filter = batchFilter(params);
    return exportResponse<BatchListRow, BatchCursor>({
      fileName: 'batches',
      format: loadExportParams(request).format ?? 'csv',
      columns: BATCH_COLUMNS,
      readPage: (after, limit) => listBatches(range, { limit, sort, filter, after: after ?? undefined }),
      toRows: (rows) => prepareBatchList(rows, sort, () => '').rows,
    });
  });
}
