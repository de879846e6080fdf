'use client';

import { formatCount } from '@/lib/format';
import { batchListUrl } from '@/lib/search-params';
import { FAILURE_CHART, FAILURE_KINDS, type FailureModel } from '@/overview/prepare-failures';
import { valueTicks } from './axis';
import { FAILURE_FILLS } from './failure-fills';
import { BarStack } from './series';
import { TimeChart } from './time-chart';
import { useIsolated } from './use-isolated';

interface FailureChartProps {
  readonly model: FailureModel;
  /** All tools, or one. */
  readonly toolName: string | null;
}

/** Failed calls per bucket, stacked by kind; the bucket still open is paler, inside a dashed outline. */
export function FailureChart({ model, toolName }: FailureChartProps) {
  const { points, bucketMs } = model;
  const { shown, isolated } = useIsolated(FAILURE_CHART, FAILURE_KINDS);
  const ticks =
    isolated === null ? model.ticks : valueTicks(Math.max(0, ...points.map((point) => point[isolated])), 4, true);
  return (
    <TimeChart
      name={model.name}
      bucketMs={bucketMs}
      startsMs={points.map((point) => point.startMs)}
      ticks={ticks}
      formatTick={formatCount}
      drillUrl={(startMs) =>
        batchListUrl('/batches', { from: startMs, to: startMs + bucketMs, failed: '1', tool: toolName })
      }
      tooltipAt={(index) => tooltipOf(model, index)}
    >
      {(scales) => (
        <BarStack
          scales={scales}
          isLastOpen={points.at(-1)?.isOpen ?? false}
          soFar={model.soFar}
          parts={shown.map((kind) => ({
            key: kind,
            fill: FAILURE_FILLS[kind].fill,
            isOutline: FAILURE_FILLS[kind].stroke !== undefined,
            values: points.map((point) => point[kind]),
          }))}
        />
      )}
    </TimeChart>
  );
}

function tooltipOf({ points }: FailureModel, index: number) {
  const point = points[index];
  return {
    span: point?.span ?? '',
    isIncomplete: point?.isOpen ?? false,
    entries: [
      ...FAILURE_KINDS.map((kind) => ({ label: kind, value: formatCount(point?.[kind] ?? 0) })),
      { label: 'failed calls', value: formatCount(point?.total ?? 0) },
    ],
  };
}
