import Link from 'next/link';
import { CauseStrip } from '@/ui/cause-strip';
import { OutcomeGlyph } from '@/ui/glyphs';
import { Panel } from '@/ui/panel';
import type { TurnModel } from './prepare-session';

interface TurnTableProps {
  readonly turns: readonly TurnModel[];
  readonly totalCount: number;
  readonly batchUrl: (batchId: string) => string;
}

/** Every turn, with the way to its calls. */
export function TurnTable({ turns, totalCount, batchUrl }: TurnTableProps) {
  return (
    <Panel title="Every turn" sub={`${turns.length} of ${totalCount}, oldest first`}>
      <table>
        <caption className="visually-hidden">Turns of the session, oldest first</caption>
        <thead>
          <tr>
            <th scope="col">Turn</th>
            <th scope="col" className="desk-only">
              Started, UTC
            </th>
            <th scope="col">Status</th>
            <th scope="col" className="number">
              Calls
            </th>
            <th scope="col" className="number">
              Makespan
            </th>
            <th scope="col" className="number not-phone">
              Speedup
            </th>
            <th scope="col" className="number">
              Gap before
            </th>
            <th scope="col" className="not-phone">
              Critical path
            </th>
          </tr>
        </thead>
        <tbody>
          {turns.map((turn) => (
            <tr key={turn.batchId}>
              <th scope="row" className="row-head">
                <Link className="link" href={batchUrl(turn.batchId)} prefetch={false}>
                  {turn.number}
                </Link>
                {turn.isMissed ? <span className="note"> joins {turn.number - 1}</span> : null}
              </th>
              <td className="desk-only">{turn.startedAt}</td>
              <td>
                <span className="status">
                  <OutcomeGlyph outcome={turn.outcome} />
                  {turn.outcome}
                </span>
              </td>
              <td className="number">{turn.calls}</td>
              <td className="number">{turn.makespan}</td>
              <td className="number not-phone">{turn.speedup}</td>
              <td className="number">{turn.gap}</td>
              <td className="not-phone strip-cell">
                <CauseStrip parts={turn.parts} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Panel>
  );
}
