'use client';

import { formatCount } from '@/lib/format';
import { batchListUrl } from '@/lib/search-params';
import { FAILURE_KINDS, type FailureModel } from '@/overview/prepare-failures';
import { FAILURE_FILLS } from './failure-fills';
import { BarStack } from './series';
import { TimeChart } from './time-chart';

interface FailureChartProps {
  readonly model: FailureModel;
  /** All tools, or one. */
  readonly toolName: string | null;
}

/** Failed calls per bucket, stacked by kind; the bucket still open is paler, inside a dashed outline. */
export function FailureChart({ model, toolName }: FailureChartProps) {
  const { points, bucketMs } = model;
  return (
    <TimeChart
      name={model.name}
      bucketMs={bucketMs}
      startsMs={points.map((point) => point.startMs)}
      ticks={model.ticks}
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
          parts={FAILURE_KINDS.map((kind) => ({
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
