import { PercentileChart } from '@/charts/percentile-chart';
import { SaturationChart } from '@/charts/saturation-chart';
import { SeriesLegend } from '@/charts/series-legend';
import { WaitChart } from '@/charts/wait-chart';
import { attempt, getLatencySeries, getSaturation } from '@/data/metrics';
import { formatCount, formatDuration, formatPercent } from '@/lib/format';
import { bucketLabel, type ResolvedRange } from '@/lib/range';
import { CAUSES } from '@/ui/causes';
import { DataTable } from '@/ui/data-table';
import { EmptyNote } from '@/ui/empty-note';
import { Panel } from '@/ui/panel';
import { PanelProblem } from '@/ui/panel-problem';
import { preparePercentiles, prepareSaturation, prepareWaits, WAIT_CHART } from './prepare-series';

export const PERCENTILE_TITLE = 'Is it slow, or is it waiting?';
export const WAIT_TITLE = 'What does it wait for?';
export const LIMITER_TITLE = 'When is its limit full?';

export interface ToolPanelProps {
  readonly toolName: string;
  readonly range: ResolvedRange;
}

interface ColoredPanelProps extends ToolPanelProps {
  readonly color: string;
}

export async function PercentilePanel({ toolName, range, color }: ColoredPanelProps) {
  const read = await attempt(() => getLatencySeries(toolName, range));
  if (!read.ok) return <PanelProblem title={PERCENTILE_TITLE} problem={read.problem} />;
  const model = preparePercentiles(read.value, range);
  return (
    <Panel title={PERCENTILE_TITLE} sub={`run time of attempts, by ${bucketLabel(range.bucketMs)}`}>
      {model.p50Us.every((us) => us === null) ? (
        <EmptyNote>No call of it ran in this range.</EmptyNote>
      ) : (
        <>
          <PercentileChart model={model} toolName={toolName} color={color} />
          <DataTable
            caption={model.name}
            head={['Time, UTC', 'p50', 'p95', 'p99', 'Calls']}
            rows={model.spans.map((span, index) => [
              span,
              ...[model.p50Us, model.p95Us, model.p99Us].map((values) => formatDuration(values[index] ?? null)),
              formatCount(model.callCounts[index] ?? 0),
            ])}
          />
        </>
      )}
    </Panel>
  );
}

export async function WaitPanel({ toolName, range }: ToolPanelProps) {
  const read = await attempt(() => getLatencySeries(toolName, range));
  if (!read.ok) return <PanelProblem title={WAIT_TITLE} problem={read.problem} />;
  const model = prepareWaits(read.value, range);
  return (
    <Panel
      title={WAIT_TITLE}
      sub={`per ${bucketLabel(range.bucketMs)}`}
      end={
        <SeriesLegend
          chart={WAIT_CHART}
          entries={model.causes.map(({ kind, label, share }) => ({
            key: kind,
            label,
            value: share,
            fill: CAUSES[kind].fill,
          }))}
        />
      }
    >
      {model.totalUs === 0 ? (
        <EmptyNote>No call of it waited in this range.</EmptyNote>
      ) : (
        <>
          <WaitChart model={model} toolName={toolName} />
          <DataTable
            caption={model.name}
            head={['Time, UTC', ...model.causes.map(({ label }) => label)]}
            rows={model.spans.map((span, index) => [
              span,
              ...model.causes.map(({ us }) => formatDuration(us[index] ?? 0)),
            ])}
          />
        </>
      )}
    </Panel>
  );
}

export async function LimiterPanel({ toolName, range }: ToolPanelProps) {
  const read = await attempt(() => Promise.all([getSaturation(toolName, range), getLatencySeries(toolName, range)]));
  if (!read.ok) return <PanelProblem title={LIMITER_TITLE} problem={read.problem} />;
  const [buckets, latencies] = read.value;
  const model = prepareSaturation(buckets, latencies, range);
  return (
    <Panel
      title={LIMITER_TITLE}
      sub={`share of the time in which a call waited for a slot of the tool, by ${bucketLabel(range.bucketMs)}`}
    >
      {model.isEverFull ? (
        <>
          <div className="spread">
            <SaturationChart model={model} toolName={toolName} />
            <p className="note">
              full, with a call waiting, in {model.wholeShare} of the range, summed over batches; at most{' '}
              {formatCount(model.maxInFlight)} at once in one batch
            </p>
          </div>
          <DataTable
            caption={model.name}
            head={['Time, UTC', 'Limit full']}
            rows={model.spans.map((span, index) => [span, formatPercent(model.shares[index] ?? 0, 1)])}
          />
        </>
      ) : (
        <p className="note">
          No call waited for a slot of the tool in this range; at most {formatCount(model.maxInFlight)} ran at once in
          one batch.
        </p>
      )}
      {model.rateLimitNote === null ? null : <p className="note mt-[8px]">{model.rateLimitNote}</p>}
    </Panel>
  );
}
