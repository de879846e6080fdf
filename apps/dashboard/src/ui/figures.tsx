import type { Change, FigureModel } from '@/overview/prepare-figures';

/** The row of figures under a page's sentence. */
export function Figures({ figures }: { readonly figures: readonly FigureModel[] }) {
  return (
    <dl className="figures">
      {figures.map(({ label, value, beside, note, isWeak, change }) => (
        <div className="figure" key={label}>
          <dt>{label}</dt>
          <dd className={isWeak ? 'value text-muted' : 'value'}>
            {value} {beside === null ? null : <small>{beside}</small>}
          </dd>
          <dd className="note">
            {change === undefined ? null : <Triangle change={change} />}
            {note}
          </dd>
        </div>
      ))}
    </dl>
  );
}

/** Which way a value moved; its colour says only what the word beside it says. */
function Triangle({ change: { isUp, isWorse } }: { readonly change: Change }) {
  return (
    <svg className="triangle" width="8" height="8" viewBox="0 0 8 8" aria-hidden="true">
      <path d={isUp ? 'M4 1L8 7H0z' : 'M4 7L0 1H8z'} fill={isWorse ? 'var(--status-error)' : 'var(--status-ok)'} />
    </svg>
  );
}

/** The same row while its numbers are read. */
export function FiguresSkeleton({ labels }: { readonly labels: readonly string[] }) {
  return (
    <dl className="figures" aria-busy="true">
      {labels.map((label) => (
        <div className="figure" key={label}>
          <dt>{label}</dt>
          <dd className="value">
            <span className="skeleton-block w-[96px]" />
          </dd>
          <dd className="note">
            <span className="skeleton-block w-[72px]" />
          </dd>
        </div>
      ))}
    </dl>
  );
}
