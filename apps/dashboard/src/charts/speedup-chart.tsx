'use client';

import { formatCount, formatRatio } from '@/lib/format';
import { batchListUrl } from '@/lib/search-params';
import type { SpeedupModel } from '@/overview/prepare-speedup';
import type { PlotScales } from './scales';
import { betweenPath } from './scales';
import { GapLabels, LineSeries } from './series';
import { TimeChart } from './time-chart';

const LABEL_PX = 88;
const MIN_LABEL_DISTANCE_PX = 15;

/** Realised speedup solid, ideal dashed, what lies between them hatched; the last bucket dotted while it is open. */
export function SpeedupChart({ model }: { readonly model: SpeedupModel }) {
  const { points, bucketMs } = model;
  const realised = points.map((point) => point.realised);
  const ideal = points.map((point) => point.ideal);
  const isLastOpen = points.at(-1)?.isOpen ?? false;
  return (
    <TimeChart
      name={model.name}
      bucketMs={bucketMs}
      startsMs={points.map((point) => point.startMs)}
      ticks={model.ticks}
      formatTick={(ratio) => `${ratio}×`}
      rightPx={LABEL_PX}
      drillUrl={(startMs) => batchListUrl('/batches', { from: startMs, to: startMs + bucketMs })}
      tooltipAt={(index) => tooltipOf(model, index)}
    >
      {(scales) => (
        <>
          <path
            className="lost"
            d={betweenPath(realised, ideal, scales, points.length - (isLastOpen ? 2 : 1))}
            fill="url(#p-lost)"
            opacity={0.8}
          />
          <line className="reference" x1={scales.left} x2={scales.right} y1={scales.y(1)} y2={scales.y(1)} />
          <text className="halo" x={scales.left + 4} y={scales.y(1) + 14}>
            1× = one after another
          </text>
          <GapLabels gaps={points.map((point) => point.batchCount === 0)} scales={scales} text="no batches" />
          <LineSeries
            values={ideal}
            scales={scales}
            color="var(--muted)"
            width={1.5}
            dash="5 3"
            isLastOpen={isLastOpen}
          />
          <LineSeries values={realised} scales={scales} color="var(--run)" width={2} isLastOpen={isLastOpen} />
          <EndLabels model={model} scales={scales} />
        </>
      )}
    </TimeChart>
  );
}

function tooltipOf({ points }: SpeedupModel, index: number) {
  const point = points[index];
  return {
    span: point?.span ?? '',
    isIncomplete: point?.isOpen ?? false,
    pointValues: [point?.realised, point?.ideal].filter((value) => value !== null && value !== undefined),
    entries: [
      { label: 'realised', value: formatRatio(point?.realised ?? null) },
      { label: 'ideal', value: formatRatio(point?.ideal ?? null) },
      { label: 'batches', value: formatCount(point?.batchCount ?? 0) },
    ],
  };
}

/** The lines' names where they end. */
function EndLabels({ model, scales }: { readonly model: SpeedupModel; readonly scales: PlotScales }) {
  const index = model.points.findLastIndex((point) => point.realised !== null);
  const last = model.points[index];
  if (last === undefined) return null;
  const x = scales.middle(index) + 12;
  const realisedY = scales.y(last.realised ?? 0) + 4;
  const idealY = Math.min(scales.y(last.ideal ?? 0) + 4, realisedY - MIN_LABEL_DISTANCE_PX);
  return (
    <>
      <text className="halo" x={x} y={idealY}>
        ideal {model.idealLabel}
      </text>
      <text className="halo strong" x={x} y={realisedY}>
        realised {model.realisedLabel}
      </text>
    </>
  );
}
