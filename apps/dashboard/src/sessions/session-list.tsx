import type { SessionCursor } from '@parallel-tools/metrics/queries';
import Link from 'next/link';
import { listSessions } from '@/data/agent-runs';
import { attempt } from '@/data/metrics';
import { cutMiddle, displayName } from '@/lib/display-name';
import { lengthLabel, type ResolvedRange } from '@/lib/range';
import { Panel } from '@/ui/panel';
import { PanelProblem } from '@/ui/panel-problem';
import { prepareSessionList, type SessionItem, sessionsSentence } from './prepare-session-list';

export const SESSIONS_TITLE = 'Every session';
const PAGE_SIZE = 50;

interface SessionListProps {
  readonly range: ResolvedRange;
  readonly after: SessionCursor | null;
  readonly urls: {
    readonly session: (sessionId: string) => string;
    readonly nextPage: (after: SessionCursor) => string;
    readonly firstPage: string;
  };
}

/** Agent runs by their last turn, newest first. */
export async function SessionList({ range, after, urls }: SessionListProps) {
  const read = await attempt(() => listSessions(range, after, PAGE_SIZE));
  if (!read.ok) return <PanelProblem title={SESSIONS_TITLE} problem={read.problem} />;
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
  return (
    <>
      <h1 className="verdict sessions-verdict">{sessionsSentence(rows)}</h1>
      <Panel title={SESSIONS_TITLE} sub="newest first; time in tools against model time between turns">
        <SessionTable items={prepareSessionList(rows)} sessionUrl={urls.session} />
        <p className="mt-[12px] flex gap-[12px]">
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
        </p>
      </Panel>
    </>
  );
}

interface SessionTableProps {
  readonly items: readonly SessionItem[];
  readonly sessionUrl: (sessionId: string) => string;
}

function SessionTable({ items, sessionUrl }: SessionTableProps) {
  return (
    <table>
      <caption className="visually-hidden">Sessions, newest first</caption>
      <thead>
        <tr>
          <th scope="col">Session</th>
          <th scope="col" className="desk-only">
            Agent
          </th>
          <th scope="col" className="desk-only">
            First turn, UTC
          </th>
          <th scope="col" className="number">
            Turns
          </th>
          <th scope="col" className="number not-phone">
            Calls
          </th>
          <th scope="col" className="number desk-only">
            Failed
          </th>
          <th scope="col" className="number">
            Whole
          </th>
          <th scope="col" className="number">
            In tools
          </th>
          <th scope="col" className="number not-phone">
            Speedup
          </th>
          <th scope="col" className="desk-only">
            Share in tools
          </th>
        </tr>
      </thead>
      <tbody>
        {items.map((item) => (
          <tr key={item.sessionId}>
            <th scope="row" className="row-head name-head">
              <Link
                className="link mono"
                href={sessionUrl(item.sessionId)}
                title={displayName(item.sessionId)}
                prefetch={false}
              >
                <bdi>{cutMiddle(displayName(item.sessionId))}</bdi>
              </Link>
            </th>
            <td className="desk-only">
              {item.agent === null ? '—' : <bdi className="mono">{cutMiddle(displayName(item.agent))}</bdi>}
            </td>
            <td className="desk-only">{item.startedAt}</td>
            <td className="number">
              {item.turns}
              {item.missed === null ? null : <span className="note"> {item.missed}</span>}
            </td>
            <td className="number not-phone">{item.calls}</td>
            <td className="number desk-only">{item.failed}</td>
            <td className="number">{item.span}</td>
            <td className="number">{item.inTools}</td>
            <td className="number not-phone">{item.speedup}</td>
            <td className="desk-only strip-cell">
              <ShareBar item={item} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** Solid is time in tools; what is left of the line is the model's. */
function ShareBar({ item }: { readonly item: SessionItem }) {
  return (
    <span className="session-share">
      <svg width="100%" height="12" aria-hidden="true">
        <line x1="0" x2="100%" y1="6" y2="6" stroke="var(--line-strong)" />
        <rect height="12" fill="var(--run)" style={{ width: `max(1px, ${(item.toolShare * 100).toFixed(2)}%)` }} />
      </svg>
      <span>{item.toolPercent}</span>
    </span>
  );
}
