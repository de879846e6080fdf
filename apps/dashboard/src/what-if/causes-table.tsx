import { CAUSES } from '@/ui/causes';
import type { CausesModel } from './prepare-outcome';

/** Both sums on one scale, and every cause in exact numbers. */
export function CausesTable({ causes }: { readonly causes: CausesModel }) {
  return (
    <>
      {causes.bars.map(({ label, total, parts }) => (
        <div className="cause-bar" key={label} aria-hidden="true">
          <div className="note">
            <span>{label}</span>
            <span>{total}</span>
          </div>
          <svg width="100%" height="18" aria-hidden="true">
            {parts.map(({ kind, share }, index) => (
              <rect
                key={kind}
                x={percent(parts.slice(0, index).reduce((sum, part) => sum + part.share, 0))}
                height="18"
                fill={CAUSES[kind].fill}
                style={{ width: share > 0 ? `max(1px, ${percent(share)})` : 0 }}
              />
            ))}
          </svg>
        </div>
      ))}
      <table className="dense mt-[12px]">
        <caption className="visually-hidden">Time on critical paths by cause, recorded and replayed</caption>
        <thead>
          <tr>
            <th scope="col">Cause</th>
            <th scope="col" className="number">
              Recorded
            </th>
            <th scope="col" className="number">
              Replayed
            </th>
            <th scope="col" className="number">
              Change
            </th>
          </tr>
        </thead>
        <tbody>
          {causes.rows.map(({ kind, label, before, after, change }) => (
            <tr key={kind}>
              <th scope="row" className="cause-name">
                <span className="status">
                  <svg width="16" height="10" aria-hidden="true">
                    <rect width="16" height="10" fill={CAUSES[kind].fill} />
                  </svg>
                  {label}
                </span>
              </th>
              <td className="number">{before}</td>
              <td className="number">{after}</td>
              <td className={change === '0' ? 'number text-muted' : 'number'}>{change}</td>
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row">Sum of makespans</th>
            <td className="number">{causes.total.before}</td>
            <td className="number">{causes.total.after}</td>
            <td className="number">{causes.total.change}</td>
          </tr>
        </tfoot>
      </table>
    </>
  );
}

function percent(share: number): string {
  return `${(share * 100).toFixed(3)}%`;
}
