import type { FigureModel } from '@/overview/prepare-figures';

/** The row of figures under a page's sentence. */
export function Figures({ figures }: { readonly figures: readonly FigureModel[] }) {
  return (
    <dl className="figures">
      {figures.map(({ label, value, beside, note }) => (
        <div className="figure" key={label}>
          <dt>{label}</dt>
          <dd className="value">
            {value} {beside === null ? null : <small>{beside}</small>}
          </dd>
          <dd className="note">{note}</dd>
        </div>
      ))}
    </dl>
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
