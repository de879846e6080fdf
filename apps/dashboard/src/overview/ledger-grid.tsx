/** A tick of a ledger's axis, where it stands and what it says. */
export interface LedgerTick {
  readonly atPercent: number;
  readonly label: string;
}

/** The lines behind the rows of a ledger. */
export function LedgerGrid({ ticks }: { readonly ticks: readonly LedgerTick[] }) {
  return (
    <div className="ledger-grid" aria-hidden="true">
      {ticks.map(({ atPercent, label }) => (
        <span key={label} style={{ left: `${atPercent}%` }}>
          {label}
        </span>
      ))}
    </div>
  );
}
