import { CAUSES } from '@/ui/causes';
import { PlainToolName } from '@/ui/tool-name';
import type { AttributionModel } from './prepare-path';

/** Where the makespan went, part by part, and the sum: it is the makespan. */
export function AttributionPanel({ attribution }: { readonly attribution: AttributionModel }) {
  const { rows, makespan, total } = attribution;
  return (
    <section className="panel">
      <header>
        <h2>Where did {makespan} go?</h2>
      </header>
      <table className="dense attribution">
        <caption className="visually-hidden">Parts of the realised critical path, which sum to the makespan</caption>
        <thead className="visually-hidden">
          <tr>
            <th scope="col">Part</th>
            <th scope="col">Time</th>
            <th scope="col">Share</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ kind, toolName, time, share }) => (
            <tr key={`${kind} ${toolName}`}>
              <th scope="row" className="attribution-name">
                <span className="status">
                  <svg width="16" height="10" aria-hidden="true">
                    <rect width="16" height="10" fill={CAUSES[kind].fill} />
                  </svg>
                  {CAUSES[kind].label}
                  {toolName === null ? null : (
                    <>
                      , <PlainToolName toolName={toolName} />
                    </>
                  )}
                </span>
              </th>
              <td className="number">{time}</td>
              <td className="number text-muted">{share}</td>
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row">Makespan</th>
            <td className="number">{total}</td>
            <td />
          </tr>
        </tfoot>
      </table>
      <p className="note mt-[8px]">
        Dependency wait is followed back to the call it waited for, so it never appears here.
      </p>
    </section>
  );
}
