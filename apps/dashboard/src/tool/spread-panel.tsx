import { SpreadChart } from '@/charts/spread-chart';
import { SpreadHistogram } from '@/charts/spread-histogram';
import { attempt, getLatencyHeatmap, getLatencyHistogram } from '@/data/metrics';
import { formatCount } from '@/lib/format';
import { bucketLabel } from '@/lib/range';
import { DataTable } from '@/ui/data-table';
import { EmptyNote } from '@/ui/empty-note';
import { Panel } from '@/ui/panel';
import { PanelProblem } from '@/ui/panel-problem';
import { prepareSpread } from './prepare-spread';
import type { ToolPanelProps } from './tool-panels';

export const SPREAD_TITLE = 'How is run time spread?';

interface SpreadPanelProps extends ToolPanelProps {
  readonly color: string;
}

export async function SpreadPanel({ toolName, range, color }: SpreadPanelProps) {
  const read = await attempt(() =>
    Promise.all([getLatencyHeatmap(toolName, range), getLatencyHistogram(toolName, range)]),
  );
  if (!read.ok) return <PanelProblem title={SPREAD_TITLE} problem={read.problem} />;
  const model = prepareSpread(...read.value, range);
  const sub = `${formatCount(model.sampleCount)} attempts, by ${bucketLabel(range.bucketMs)}`;
  return (
    <Panel title={SPREAD_TITLE} sub={sub} end={<ShadeLegend maxCount={model.maxCount} />}>
      {model.sampleCount === 0 ? (
        <EmptyNote>No call of it ran in this range.</EmptyNote>
      ) : (
        <>
          <div className="spread">
            <SpreadChart model={model} toolName={toolName} />
            <SpreadHistogram model={model} color={color} />
          </div>
          <DataTable
            caption={model.name}
            head={['Run time', 'Attempts']}
            rows={model.bandLabels.map((label, band) => [label, formatCount(model.histogram[band] ?? 0)])}
          />
        </>
      )}
    </Panel>
  );
}

function ShadeLegend({ maxCount }: { readonly maxCount: number }) {
  return (
    <div className="legend">
      <span>
        attempts per cell
        <svg width="112" height="10" aria-hidden="true">
          {Array.from({ length: 8 }, (_, shade) => {
            const shadeKey = shade;
            return <rect key={shadeKey} x={shade * 14} width="13" height="10" fill={`var(--heat-${shade})`} />;
          })}
        </svg>
        0 to {formatCount(maxCount)}
      </span>
    </div>
  );
}
