'use client';

import { formatDuration, formatTick } from '@/lib/format';
import { batchListUrl } from '@/lib/search-params';
import { WAIT_CHART, type WaitModel } from '@/tool/prepare-series';
import { CAUSES } from '@/ui/causes';
import { durationTicks } from './axis';
import { BarStack } from './series';
import { TimeChart } from './time-chart';
import { useIsolated } from './use-isolated';

/** What the calls of one tool waited for, stacked in the hatches of the timeline. */
export function WaitChart({ model, toolName }: { readonly model: WaitModel; readonly toolName: string }) {
  const { startsMs, bucketMs, causes } = model;
  const { isolated } = useIsolated(
    WAIT_CHART,
    causes.map(({ kind }) => kind),
  );
  const shown = causes.filter(({ kind }) => isolated === null || kind === isolated);
  const ticks = isolated === null ? model.ticks : durationTicks(Math.max(1000, ...shown.flatMap(({ us }) => us)), 4);
  return (
    <TimeChart
      name={model.name}
      bucketMs={bucketMs}
      startsMs={startsMs}
      ticks={ticks}
      formatTick={(us) => formatTick(us, ticks.at(-1))}
      drillUrl={(startMs) => batchListUrl('/batches', { from: startMs, to: startMs + bucketMs, tool: toolName })}
      tooltipAt={(index) => ({
        span: model.spans[index] ?? '',
        isIncomplete: model.isLastOpen && index === startsMs.length - 1,
        entries: causes.map(({ label, us }) => ({ label, value: formatDuration(us[index] ?? 0) })),
      })}
    >
      {(scales) => (
        <BarStack
          scales={scales}
          isLastOpen={model.isLastOpen}
          soFar={model.soFar}
          parts={shown.map(({ kind, us }) => ({ key: kind, fill: CAUSES[kind].fill, isOutline: false, values: us }))}
        />
      )}
    </TimeChart>
  );
}
