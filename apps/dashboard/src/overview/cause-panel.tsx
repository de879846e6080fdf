import { attempt, getAttribution, getBottlenecks, getPreviousAttribution } from '@/data/metrics';
import { lengthLabel, type ResolvedRange } from '@/lib/range';
import { Strip } from '@/table/cell-content';
import { CAUSES } from '@/ui/causes';
import { EmptyNote } from '@/ui/empty-note';
import { Panel } from '@/ui/panel';
import { PanelProblem } from '@/ui/panel-problem';
import { PlainToolName } from '@/ui/tool-name';
import { type CauseModel, prepareCauses } from './prepare-causes';

export const CAUSE_TITLE = 'What was it waiting for?';

export async function CausePanel({ range }: { readonly range: ResolvedRange }) {
  const read = await attempt(() =>
    Promise.all([getAttribution(range), getPreviousAttribution(range), getBottlenecks(range)]),
  );
  if (!read.ok) return <PanelProblem title={CAUSE_TITLE} problem={read.problem} />;
  const model = prepareCauses(...read.value);
  return (
    <Panel title={CAUSE_TITLE} sub="solid is work, hatched is waiting">
      {model.makespanUs === 0 ? (
        <EmptyNote>No batch took any time in this range.</EmptyNote>
      ) : (
        <>
          <div className="cause-bar">
            <Strip
              parts={model.rows.map((row) => ({ cause: row.kind, share: row.us / model.makespanUs }))}
              text={model.name}
            />
          </div>
          <CauseTable model={model} beforeLabel={`${lengthLabel(range)} before`} />
        </>
      )}
    </Panel>
  );
}

interface CauseTableProps {
  readonly model: CauseModel;
  readonly beforeLabel: string;
}

function CauseTable({ model, beforeLabel }: CauseTableProps) {
  return (
    <table className="dense causes">
      <thead>
        <tr>
          <th scope="col">Cause</th>
          <th scope="col" className="number">
            Time
          </th>
          <th scope="col" className="number">
            Share
          </th>
          <th scope="col" className="number">
            {beforeLabel}
          </th>
        </tr>
      </thead>
      <tbody>
        {model.rows.map((row) => (
          <tr key={row.kind}>
            <th scope="row">
              <span className="status">
                <svg width="16" height="10" aria-hidden="true">
                  <rect width="16" height="10" rx="1" fill={CAUSES[row.kind].fill} />
                </svg>
                <span className={row.kind === 'run' ? 'font-[500]' : undefined}>{row.label}</span>
                {row.mostOf === null ? null : (
                  <span className="text-muted not-phone">
                    · {row.mostOf.share} is <PlainToolName toolName={row.mostOf.toolName} />
                  </span>
                )}
              </span>
            </th>
            <td className="number">{row.time}</td>
            <td className="number">{row.share}</td>
            <td className="number text-muted">{row.before}</td>
          </tr>
        ))}
      </tbody>
      <tfoot>
        <tr>
          <th scope="row">Sum of makespans</th>
          <td className="number">{model.total}</td>
          <td className="number">100.0&nbsp;%</td>
          <td className="number text-muted">{model.hasBefore ? '100.0\u00a0%' : '—'}</td>
        </tr>
      </tfoot>
    </table>
  );
}
