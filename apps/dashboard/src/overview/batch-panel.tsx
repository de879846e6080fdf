import type { BatchCursor } from '@parallel-tools/metrics/queries';
import Link from 'next/link';
import { attempt, listBatches } from '@/data/metrics';
import { displayName } from '@/lib/display-name';
import type { ResolvedRange } from '@/lib/range';
import { OutcomeGlyph } from '@/ui/glyphs';
import { Panel } from '@/ui/panel';
import { PanelProblem } from '@/ui/panel-problem';
import { ToolName } from '@/ui/tool-name';
import { BATCH_PAGE_SIZE, type BatchTableRow, prepareBatchTable } from './prepare-batch-table';

export const BATCH_TITLE = 'Batches';

interface BatchPanelProps {
  readonly range: ResolvedRange;
  readonly after: BatchCursor | null;
  readonly firstRow: number | null;
  readonly urls: {
    readonly firstPage: string;
    readonly nextPage: (after: BatchCursor, row: number) => string;
    readonly batch: (batchId: string) => string;
  };
}

export async function BatchPanel({ range, after, firstRow, urls }: BatchPanelProps) {
  const read = await attempt(() => listBatches(range, after, BATCH_PAGE_SIZE));
  if (!read.ok) return <PanelProblem title={BATCH_TITLE} problem={read.problem} />;
  const table = prepareBatchTable(read.value, firstRow, after === null);
  return (
    <Panel title={BATCH_TITLE} sub={`newest first, times in UTC, ${table.shown}`}>
      {table.rows.length === 0 ? (
        <p className="note">No batches {table.isFirstPage ? 'in this range' : 'older than this'}.</p>
      ) : (
        <BatchTableView rows={table.rows} batchUrl={urls.batch} />
      )}
      {table.isFirstPage && table.next === null ? null : (
        <nav className="mt-[12px] flex items-center gap-[12px]" aria-label="Pages of batches">
          {table.isFirstPage ? null : (
            <Link className="button" href={urls.firstPage} scroll={false}>
              Newest
            </Link>
          )}
          {table.next === null ? null : (
            <Link className="button" href={urls.nextPage(table.next.after, table.next.row)} scroll={false}>
              Older
            </Link>
          )}
          <span className="note">{table.shown}</span>
        </nav>
      )}
    </Panel>
  );
}

interface BatchTableViewProps {
  readonly rows: readonly BatchTableRow[];
  readonly batchUrl: (batchId: string) => string;
}

function BatchTableView({ rows, batchUrl }: BatchTableViewProps) {
  return (
    <table>
      <thead>
        <tr>
          <th scope="col" aria-sort="descending">
            <span className="font-[600] text-text">Started</span>
          </th>
          <th scope="col" className="not-phone">
            Batch
          </th>
          <th scope="col" className="wide-only">
            Agent
          </th>
          <th scope="col">Outcome</th>
          <th scope="col" className="number not-phone">
            Calls
          </th>
          <th scope="col" className="number not-phone">
            Failed
          </th>
          <th scope="col" className="number">
            Makespan
          </th>
          <th scope="col" className="number">
            Speedup
          </th>
          <th scope="col" className="desk-only">
            Slowest tool
          </th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.batchId}>
            <td>
              {row.startedAt}
              <span className="phone-only">
                <BatchLink row={row} url={batchUrl(row.batchId)} />
              </span>
            </td>
            <td className="not-phone">
              <BatchLink row={row} url={batchUrl(row.batchId)} />
            </td>
            <td className="wide-only max-w-[160px] overflow-hidden text-ellipsis">
              {row.agent === null ? '—' : <bdi title={displayName(row.agent)}>{displayName(row.agent)}</bdi>}
            </td>
            <td>
              <span className="status">
                <OutcomeGlyph outcome={row.outcome} />
                {row.outcome}
              </span>
            </td>
            <td className="number not-phone">{row.calls}</td>
            <td className={row.hasFailed ? 'number not-phone font-[600]' : 'number not-phone'}>{row.failed}</td>
            <td className="number">{row.makespan}</td>
            <td className="number">{row.speedup}</td>
            <td className="desk-only name-cell">
              {row.slowest === null ? (
                '—'
              ) : (
                <span className="flex min-w-0 items-center justify-between gap-[12px]">
                  <ToolName toolId={row.slowest.toolId} toolName={row.slowest.toolName} />
                  <span className="text-muted">{row.slowest.run}</span>
                </span>
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function BatchLink({ row, url }: { readonly row: BatchTableRow; readonly url: string }) {
  return (
    <Link className="mono" href={url} title={row.batchId} prefetch={false}>
      {row.shortId}
    </Link>
  );
}
