import Link from 'next/link';
import { attempt, getBottlenecks } from '@/data/metrics';
import type { ResolvedRange } from '@/lib/range';
import { CAUSES } from '@/ui/causes';
import { DataTable } from '@/ui/data-table';
import { EmptyNote } from '@/ui/empty-note';
import { Panel } from '@/ui/panel';
import { PanelProblem } from '@/ui/panel-problem';
import { ToolName } from '@/ui/tool-name';
import { LedgerGrid } from './ledger-grid';
import { type LedgerModel, type LedgerRow, prepareLedger } from './prepare-ledger';

export const LEDGER_TITLE = 'Which tool holds the agent back?';

interface LedgerPanelProps {
  readonly range: ResolvedRange;
  readonly toolUrl: (toolName: string) => string;
}

export async function LedgerPanel({ range, toolUrl }: LedgerPanelProps) {
  const read = await attempt(() => getBottlenecks(range));
  if (!read.ok) return <PanelProblem title={LEDGER_TITLE} problem={read.problem} />;
  const model = prepareLedger(read.value);
  return (
    <Panel title={LEDGER_TITLE} sub={`critical-path time, ${model.shown}`}>
      {model.rows.length === 0 ? (
        <EmptyNote>No batch took any time in this range.</EmptyNote>
      ) : (
        <>
          <Ledger model={model} toolUrl={toolUrl} />
          <DataTable
            caption={model.name}
            head={['Tool', 'Critical-path time', 'Share', 'Parts']}
            rows={model.rows.map((row) => [
              row.label,
              row.time,
              row.share,
              row.parts.map((part) => part.title).join(', '),
            ])}
          />
        </>
      )}
    </Panel>
  );
}

interface LedgerProps {
  readonly model: LedgerModel;
  readonly toolUrl: (toolName: string) => string;
}

/** One bar per tool, longest first; what is solid ran, what is hatched waited. */
function Ledger({ model, toolUrl }: LedgerProps) {
  return (
    <div className="ledger">
      <LedgerGrid ticks={model.ticks} />
      {model.rows.map((row) => (
        <div key={row.label} className="ledger-row">
          <span className="ledger-name">
            {row.tool === null ? (
              <span className="tool">
                <span className="swatch other" aria-hidden="true" />
                <span className="ledger-rest">{row.label}</span>
              </span>
            ) : (
              <Link href={toolUrl(row.tool.toolName)} prefetch={false}>
                <ToolName color={row.tool.color} toolName={row.tool.toolName} />
              </Link>
            )}
          </span>
          <LedgerBar row={row} />
          <span className="ledger-time">{row.time}</span>
          <span className="ledger-share">{row.share}</span>
        </div>
      ))}
    </div>
  );
}

function LedgerBar({ row }: { readonly row: LedgerRow }) {
  return (
    <span className="ledger-bar" aria-hidden="true">
      <svg width="100%" height="18" aria-hidden="true">
        {row.parts.map((part) => (
          <rect
            key={part.kind}
            x={`${part.fromPercent}%`}
            width={`${Math.max(0.1, part.lengthPercent)}%`}
            height="18"
            fill={CAUSES[part.kind].fill}
            data-kind={part.kind}
          />
        ))}
      </svg>
      {row.bracket === null ? null : <Bracket bracket={row.bracket} />}
    </span>
  );
}

/** Names a stretch of the bar above it; the words stay inside the row wherever the stretch is. */
function Bracket({ bracket }: { readonly bracket: NonNullable<LedgerRow['bracket']> }) {
  const middle = bracket.fromPercent + bracket.lengthPercent / 2;
  return (
    <>
      <span
        className="ledger-bracket"
        style={{ marginLeft: `${bracket.fromPercent}%`, width: `${bracket.lengthPercent}%` }}
      />
      <span className="ledger-label" style={{ marginLeft: `max(0px, min(${middle}% - 132px, 100% - 280px))` }}>
        {bracket.text}
      </span>
    </>
  );
}
