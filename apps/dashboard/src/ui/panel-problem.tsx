import type { DatabaseProblem } from '@/data/problem';
import { Panel } from './panel';
import { Recheck } from './recheck';
import { RefreshButton } from './refresh-button';

const WORDS: Readonly<Record<DatabaseProblem['kind'], string>> = {
  absent: 'The database is gone.',
  'schema-missing': 'The database has no tables yet.',
  'schema-older': 'The database was written by an older version.',
  'schema-newer': 'The database was written by a newer version.',
  unreadable: 'The database could not be read.',
  'too-slow': 'This took too long to read.',
  'invalid-url': 'The database URL is not valid.',
};

interface PanelProblemProps {
  readonly title: string;
  readonly problem: DatabaseProblem;
  /** It stands where the page's own heading would. */
  readonly isPageHead?: boolean;
}

/** A panel whose query failed. The others live on; it tries again by itself. */
export function PanelProblem({ title, problem, isPageHead = false }: PanelProblemProps) {
  return (
    <Panel title={title} isPageHead={isPageHead}>
      <div className="failed">
        <div className="strip" role="alert">
          <p>
            {WORDS[problem.kind]} <span className="text-muted">This panel tries again every two seconds.</span>
          </p>
          <p className="mono mt-[4px] text-muted wrap-anywhere">{problem.detail}</p>
          <div className="mt-[8px]">
            <RefreshButton label="Retry" />
          </div>
          <Recheck />
        </div>
      </div>
    </Panel>
  );
}
