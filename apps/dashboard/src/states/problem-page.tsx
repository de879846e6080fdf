import type { ReactNode } from 'react';
import type { DatabaseProblem } from '@/data/problem';
import { database } from '@/data/reader';
import { Frame } from '@/shell/frame';
import { Recheck } from '@/ui/recheck';
import { RefreshButton } from '@/ui/refresh-button';
import { WaitingPage } from './waiting-page';

/** The database cannot be read: what is wrong, and what to do. A file that is not there yet is no mistake. */
export function ProblemPage({ problem }: { readonly problem: DatabaseProblem }) {
  switch (problem.kind) {
    case 'absent':
      return (
        <WaitingPage
          bar={
            <>
              <code>{database.shownPath}</code> does not exist yet
            </>
          }
          steps={[
            { label: 'Database opened', isDone: false, state: 'not yet: the recorder creates it' },
            { label: 'First batch recorded', isDone: false, state: 'not yet' },
          ]}
        />
      );
    case 'schema-missing':
      return (
        <WaitingPage
          bar={problem.detail}
          steps={[
            { label: 'Database opened', isDone: true, state: 'yes' },
            { label: 'Tables of this version', isDone: false, state: 'not yet: the recorder creates them' },
            { label: 'First batch recorded', isDone: false, state: 'not yet' },
          ]}
        />
      );
    case 'schema-older':
      return (
        <Trouble
          headline="The database is older than this dashboard."
          advice={
            <>
              Nothing is lost. Run <code>npx parallel-tools migrate --url {database.shownUrl}</code>, or update the
              agents: their recorder brings it up to date when it opens it.
            </>
          }
          detail={problem.detail}
        />
      );
    case 'schema-newer':
      return (
        <Trouble
          headline="The database is newer than this dashboard."
          advice="A newer version of Parallel Tools has written to it. Update the dashboard to the version of the recorder; the data is untouched."
          detail={problem.detail}
        />
      );
    case 'unreadable':
      return (
        <Trouble
          headline="The database cannot be read right now."
          advice="Another process may hold it locked, or this one may not read it, or it is no SQLite database. Agents that record are not affected."
          detail={problem.detail}
        />
      );
    case 'too-slow':
      return (
        <Trouble
          headline="The database takes too long to answer."
          advice="Another process may keep it or this machine busy. Agents that record are not affected."
          detail={problem.detail}
        />
      );
    case 'invalid-url':
      return (
        <Trouble
          headline="The database URL is not valid."
          advice={
            <>
              Start the dashboard with <code>--database-url file:/path/to/parallel-tools.db</code>.
            </>
          }
          detail={problem.detail}
        />
      );
    default:
      return problem.kind satisfies never;
  }
}

interface TroubleProps {
  readonly headline: string;
  readonly advice: ReactNode;
  readonly detail: string;
}

function Trouble({ headline, advice, detail }: TroubleProps) {
  return (
    <Frame
      page="overview"
      bar={<code className="min-w-0 text-muted wrap-anywhere">{database.shownPath}</code>}
      footer={<span>All times UTC</span>}
    >
      <div className="row waiting">
        <section>
          <p className="eyebrow">Nothing to show</p>
          <h1 className="verdict mt-[4px]">{headline}</h1>
          <p className="mt-[8px] max-w-[78ch] text-muted">{advice}</p>
          <div className="strip mt-[20px] max-w-[88ch]" role="alert">
            <p className="mono wrap-anywhere">{detail}</p>
          </div>
          <div className="mt-[12px] flex flex-wrap items-center gap-[12px]">
            <RefreshButton label="Retry" />
            <span className="note">Tries again by itself every 2&nbsp;s.</span>
          </div>
        </section>
      </div>
      <Recheck />
    </Frame>
  );
}
