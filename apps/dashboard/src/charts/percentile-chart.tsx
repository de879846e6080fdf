'use client';

import { formatCount, formatDuration, formatTick } from '@/lib/format';
import { batchListUrl } from '@/lib/search-params';
import type { PercentileModel } from '@/tool/prepare-series';
import type { PlotScales } from './scales';
import { GapLabels, LineSeries } from './series';
import { TimeChart } from './time-chart';

interface PercentileChartProps {
  readonly model: PercentileModel;
  readonly toolName: string;
  readonly color: string;
}

const LABEL_PX = 40;
const LINES = [
  { label: 'p50', key: 'p50Us', width: 2, dash: undefined },
  { label: 'p95', key: 'p95Us', width: 1.5, dash: '5 3' },
  { label: 'p99', key: 'p99Us', width: 1.5, dash: '1.5 3' },
] as const;

/** Run time of one tool: p50 solid, p95 dashed, p99 dotted, each named where it ends. */
export function PercentileChart({ model, toolName, color }: PercentileChartProps) {
  const { startsMs, bucketMs, ticks } = model;
  return (
    <TimeChart
      name={model.name}
      bucketMs={bucketMs}
      startsMs={startsMs}
      ticks={ticks}
      formatTick={(us) => formatTick(us, ticks.at(-1))}
      rightPx={LABEL_PX}
      drillUrl={(startMs) => batchListUrl('/batches', { from: startMs, to: startMs + bucketMs, tool: toolName })}
      tooltipAt={(index) => ({
        span: model.spans[index] ?? '',
        isIncomplete: model.isLastOpen && index === startsMs.length - 1,
        pointValues: LINES.flatMap(({ key }) => model[key][index] ?? []),
        entries: [
          ...LINES.toReversed().map(({ label, key }) => ({
            label: `${label} run`,
            value: formatDuration(model[key][index] ?? null),
          })),
          { label: 'calls', value: formatCount(model.callCounts[index] ?? 0) },
        ],
      })}
    >
      {(scales) => (
        <>
          <GapLabels gaps={model.callCounts.map((count) => count === 0)} scales={scales} text="no calls" />
          {LINES.map(({ key, width, dash }) => (
            <LineSeries
              key={key}
              values={model[key]}
              scales={scales}
              color={color}
              width={width}
              isLastOpen={model.isLastOpen}
              {...(dash === undefined ? {} : { dash })}
            />
          ))}
          <EndLabels model={model} scales={scales} />
        </>
      )}
    </TimeChart>
  );
}

const MIN_DISTANCE_PX = 13;

/** Names at the ends of the lines, moved apart where they would touch. */
function EndLabels({ model, scales }: { readonly model: PercentileModel; readonly scales: PlotScales }) {
  const index = model.p50Us.findLastIndex((us) => us !== null);
  if (index < 0) return null;
  let aboveY = Number.POSITIVE_INFINITY;
  return LINES.map(({ label, key }) => {
    const y = Math.min(scales.y(model[key][index] ?? 0) + 4, aboveY - MIN_DISTANCE_PX);
    aboveY = y;
    return (
      <text key={key} className="halo" x={scales.middle(index) + 10} y={y}>
        {label}
      </text>
    );
  });
}
