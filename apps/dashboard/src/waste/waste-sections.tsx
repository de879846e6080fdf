import { getWaste } from '@/data/agent-runs';
import { attempt } from '@/data/metrics';
import { formatCount } from '@/lib/format';
import { lengthLabel, type ResolvedRange } from '@/lib/range';
import { SortableTable } from '@/table/sortable-table';
import { TableExport, TableTools } from '@/table/table-tools';
import { Figures, FiguresSkeleton } from '@/ui/figures';
import { Panel } from '@/ui/panel';
import { PanelProblem } from '@/ui/panel-problem';
import { SentenceText } from '@/ui/sentence-text';
import { type KindRow, prepareWaste } from './prepare-waste';
import { prepareKindTable, prepareWasteTable, type ToolUrl } from './prepare-waste-tables';

export const KINDS_TITLE = 'What did the run time come to?';
export const TOOLS_TITLE = 'Which tool wastes most?';

interface SectionProps {
  readonly range: ResolvedRange;
}

/** How much came to nothing, in a sentence and in figures. */
export async function WasteHead({ range }: SectionProps) {
  const read = await attempt(() => getWaste(range));
  if (!read.ok) return <PanelProblem title="Waste" problem={read.problem} isPageHead />;
  if (read.value.toolCount === 0) return <NoCalls range={range} />;
  const { sentence, figures } = prepareWaste(read.value);
  return (
    <>
      <div className="waste-head">
        <p className="eyebrow">Waste</p>
        <h1 className="verdict mt-[4px]">
          <SentenceText sentence={sentence} />
        </h1>
      </div>
      <Figures figures={figures} />
    </>
  );
}

function NoCalls({ range }: SectionProps) {
  return (
    <div className="waste-head">
      <p className="eyebrow">Nothing in this range</p>
      <h1 className="verdict mt-[4px]">
        No calls in {range.endsNow ? 'the last' : 'these'} {lengthLabel(range)}.
      </h1>
    </div>
  );
}

const LABELS = ['Wasted run time', 'Abandoned', 'Retry cost', 'Saved by cache', 'Missed parallelism'];

export function WasteHeadSkeleton() {
  return (
    <>
      <div className="waste-head" aria-busy="true">
        <p className="eyebrow">Waste</p>
        <p className="verdict mt-[4px]">
          <span className="skeleton-block w-[60%]" />
        </p>
      </div>
      <FiguresSkeleton labels={LABELS} />
    </>
  );
}

/** One bar per kind; together they are all run time. */
export async function KindsPanel({ range }: SectionProps) {
  const read = await attempt(() => getWaste(range));
  if (!read.ok) return <PanelProblem title={KINDS_TITLE} problem={read.problem} />;
  const { kinds, total } = prepareWaste(read.value);
  return (
    <Panel
      title={KINDS_TITLE}
      sub="run time of all attempts, each of exactly one kind"
      end={<TableExport model={prepareKindTable(read.value)} />}
    >
      <table className="waste-kinds">
        <caption className="visually-hidden">Run time by what came of it; the rows sum to all run time</caption>
        <thead className="visually-hidden">
          <tr>
            <th scope="col">Kind</th>
            <th scope="col">Bar</th>
            <th scope="col">Time</th>
            <th scope="col">Share</th>
          </tr>
        </thead>
        <tbody>
          {kinds.map((row) => (
            <tr key={row.kind}>
              <th scope="row" className="waste-kind">
                {row.label} <span className="note">{row.meaning}</span>
              </th>
              <td className="waste-bar">
                <KindBar row={row} />
              </td>
              <td className="number">{row.time}</td>
              <td className="number text-muted">{row.percent}</td>
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row">All run time</th>
            <td className="waste-bar" />
            <td className="number">{total.time}</td>
            <td className="number">{total.percent}</td>
          </tr>
        </tfoot>
      </table>
    </Panel>
  );
}

const FILLS: Readonly<
  Record<KindRow['kind'], { readonly fill: string; readonly stroke: string; readonly dash: string }>
> = {
  useful: { fill: 'var(--run)', stroke: 'none', dash: '' },
  error: { fill: 'var(--status-error)', stroke: 'none', dash: '' },
  timeout: { fill: 'url(#p-timeout)', stroke: 'var(--status-timeout)', dash: '' },
  hedge: { fill: 'none', stroke: 'var(--run)', dash: '' },
  cancelled: { fill: 'var(--status-cancelled)', stroke: 'none', dash: '' },
  discarded: { fill: 'none', stroke: 'var(--status-skipped)', dash: '3 2' },
};

function KindBar({ row: { kind, width } }: { readonly row: KindRow }) {
  const { fill, stroke, dash } = FILLS[kind];
  if (width === 0) return null;
  return (
    <svg width="100%" height="16" aria-hidden="true">
      <rect
        x="0.5"
        y="1.5"
        height="13"
        fill={fill}
        stroke={stroke}
        strokeDasharray={dash}
        style={{ width: `max(2px, ${(width * 99).toFixed(3)}%)` }}
      />
    </svg>
  );
}

/** The ledger by tool, most wasted first. */
export async function WasteByTool({ range, toolUrl }: SectionProps & { readonly toolUrl: ToolUrl }) {
  const read = await attempt(() => getWaste(range));
  if (!read.ok) return <PanelProblem title={TOOLS_TITLE} problem={read.problem} />;
  const { tools, toolCount } = read.value;
  const model = prepareWasteTable(tools, toolUrl);
  return (
    <Panel
      title={TOOLS_TITLE}
      sub={`${formatCount(tools.length)} of ${formatCount(toolCount)} tools`}
      end={<TableTools model={model} />}
    >
      {tools.length === 0 ? <p className="note">No tool was called in this range.</p> : <SortableTable model={model} />}
    </Panel>
  );
}
