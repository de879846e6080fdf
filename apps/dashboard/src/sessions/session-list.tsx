import type { SessionCursor } from '@parallel-tools/metrics/queries';
import Link from 'next/link';
import { listSessions } from '@/data/agent-runs';
import { attempt } from '@/data/metrics';
import { lengthLabel, type ResolvedRange } from '@/lib/range';
import { SortableTable } from '@/table/sortable-table';
import { TableTools, type WholeExport } from '@/table/table-tools';
import { Panel } from '@/ui/panel';
import { PanelProblem } from '@/ui/panel-problem';
import { prepareSessionTable, sessionsSentence } from './prepare-session-list';

export const SESSIONS_TITLE = 'Every session';
const PAGE_SIZE = 50;

interface SessionListProps {
  readonly range: ResolvedRange;
  readonly after: SessionCursor | null;
  readonly urls: {
    readonly session: (sessionId: string) => string;
    readonly nextPage: (after: SessionCursor) => string;
    readonly firstPage: string;
    /** Where all of the list is written to a file. */
    readonly whole: WholeExport;
  };
}

/** Agent runs by their last turn, newest first. */
export async function SessionList({ range, after, urls }: SessionListProps) {
  const read = await attempt(() => listSessions(range, after, PAGE_SIZE));
  if (!read.ok) return <PanelProblem title={SESSIONS_TITLE} problem={read.problem} isPageHead />;
  const { rows, next } = read.value;
  if (rows.length === 0) {
    return (
      <Panel title={SESSIONS_TITLE}>
        <h1 className="verdict">
          {after === null
            ? `No sessions in ${range.endsNow ? 'the last' : 'these'} ${lengthLabel(range)}.`
            : 'No sessions older than this.'}
        </h1>
        <p className="note mt-[8px]">
          Batches belong to a session when they are run with the label <code>sessionId</code>.
        </p>
        {after === null ? null : (
          <p className="mt-[12px]">
            <Link className="button" href={urls.firstPage} prefetch={false}>
              Newest sessions
            </Link>
          </p>
        )}
      </Panel>
    );
  }
  const isWhole = after === null && next === null;
  const table = prepareSessionTable(rows, { sessionUrl: urls.session, isWhole });
  return (
    <>
      <h1 className="verdict sessions-verdict">{sessionsSentence(rows)}</h1>
      <Panel
        title={SESSIONS_TITLE}
        sub="newest last turn first; time in tools against model time between turns"
        end={<TableTools model={table} {...(isWhole ? {} : { whole: urls.whole })} />}
      >
        <SortableTable model={table} />
        <p className="mt-[12px] flex items-center gap-[12px]">
          {after === null ? null : (
            <Link className="button" href={urls.firstPage} prefetch={false}>
              Newest
            </Link>
          )}
          {next === null ? null : (
            <Link className="button" href={urls.nextPage(next)} prefetch={false}>
              Older sessions
            </Link>
          )}
          {isWhole ? null : <span className="note">CSV and JSON hold {urls.whole.holds}</span>}
        </p>
      </Panel>
    </>
  );
}
