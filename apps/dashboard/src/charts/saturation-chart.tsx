'use client';

import { formatPercent } from '@/lib/format';
import { batchListUrl } from '@/lib/search-params';
import type { SaturationModel } from '@/tool/prepare-series';
import { SHARED_AXIS_PX } from './chart-size';
import { BarStack } from './series';
import { TimeChart } from './time-chart';

const HEIGHT_PX = 120;

/** How much of each bucket a call waited for a slot of the tool. */
export function SaturationChart({ model, toolName }: { readonly model: SaturationModel; readonly toolName: string }) {
  const { startsMs, bucketMs, ticks } = model;
  return (
    <TimeChart
      name={model.name}
      bucketMs={bucketMs}
      startsMs={startsMs}
      leftPx={SHARED_AXIS_PX}
      ticks={ticks}
      formatTick={(share) => (share === 0 ? '0' : formatPercent(share, 1))}
      heightPx={HEIGHT_PX}
      drillUrl={(startMs) => batchListUrl('/batches', { from: startMs, to: startMs + bucketMs, tool: toolName })}
      tooltipAt={(index) => ({
        span: model.spans[index] ?? '',
        isIncomplete: model.isLastOpen && index === startsMs.length - 1,
        entries: [{ label: 'at the limit', value: formatPercent(model.shares[index] ?? 0, 1) }],
      })}
    >
      {(scales) => (
        <BarStack
          scales={scales}
          isLastOpen={model.isLastOpen}
          soFar={null}
          parts={[{ key: 'tool-slot', fill: 'url(#p-tool-slot)', isOutline: false, values: model.shares }]}
        />
      )}
    </TimeChart>
  );
}
