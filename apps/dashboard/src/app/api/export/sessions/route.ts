import type { SessionCursor, SessionRow } from '@parallel-tools/metrics/queries';
import { createLoader } from 'nuqs/server';
import { listSessions } from '@/data/agent-runs';
import { answerExport } from '@/data/export';
import { pickRange } from '@/lib/range';
import { loadRangeParams } from '@/lib/search-params';
import { prepareSessionTable, SESSION_COLUMNS } from '@/sessions/prepare-session-list';
import { exportParams } from '@/table/export-params';
import { exportResponse } from '@/table/export-response';

export const dynamic = 'force-dynamic';

const loadExportParams = createLoader(exportParams);

/** All sessions of the list's range, newest first, as a file. */
export function GET(request: Request): Promise<Response> {
  const params = loadRangeParams(request);
  return answerExport((status) => {
    const range = pickRange(params, status, Date.now());
    return exportResponse<SessionRow, SessionCursor>({
      fileName: 'sessions',
      format: loadExportParams(request).format ?? 'csv',
      columns: SESSION_COLUMNS,
      readPage: (after, limit) => listSessions(range, after, limit),
      toRows: (rows) => prepareSessionTable(rows, { sessionUrl: () => '', isWhole: true }).rows,
    });
  });
}
