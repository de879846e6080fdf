'use client';

import { formatCount } from '@/lib/format';
import { batchListUrl } from '@/lib/search-params';
import type { SpreadModel } from '@/tool/prepare-spread';
import { SHARED_AXIS_PX } from './chart-size';
import type { PlotScales } from './scales';
import { TimeChart } from './time-chart';

interface SpreadChartProps {
  readonly model: SpreadModel;
  readonly toolName: string;
}

/** How many calls took how long, over time: the darker, the more. A time without any is hatched. */
export function SpreadChart({ model, toolName }: SpreadChartProps) {
  const { startsMs, bucketMs, edges } = model;
  const labelAt = new Map(edges.map(({ at, label }) => [at, label]));
  return (
    <TimeChart
      name={model.name}
      bucketMs={bucketMs}
      startsMs={startsMs}
      leftPx={SHARED_AXIS_PX}
      ticks={edges.map(({ at }) => at)}
      formatTick={(at) => labelAt.get(at) ?? ''}
      drillUrl={(startMs) => batchListUrl('/batches', { from: startMs, to: startMs + bucketMs, tool: toolName })}
      tooltipAt={(index) => ({
        span: model.spans[index] ?? '',
        isIncomplete: false,
        entries: tooltipEntries(model, index),
      })}
    >
      {(scales) => (
        <>
          {model.shades.map((column, index) => (
            <Column key={startsMs[index]} shades={column} index={index} scales={scales} />
          ))}
          {model.marks.map(({ label, at }, index) => (
            <g key={label}>
              <line className="mark" x1={scales.left} x2={scales.right} y1={scales.y(at)} y2={scales.y(at)} />
              <text
                className="halo strong"
                x={scales.left + 4 + index * Math.min(MARK_LABEL_PX, (scales.right - scales.left) / 3)}
                y={scales.y(at) - 4}
              >
                {scales.right - scales.left < MIN_FULL_LABELS_PX ? label.slice(0, 3) : label}
              </text>
            </g>
          ))}
        </>
      )}
    </TimeChart>
  );
}

// Side by side: p95 and p99 are often too close for one above the other.
const MARK_LABEL_PX = 84;

// Narrower than this, the labels say only which percentile; the figures above say how much.
const MIN_FULL_LABELS_PX = 260;

const MAX_ENTRIES = 6;

/** The fullest bands, slowest first, and how many there are in all. */
function tooltipEntries(model: SpreadModel, index: number) {
  const column = model.counts[index] ?? [];
  const fullest = column
    .map((count, band) => ({ count, band }))
    .filter(({ count }) => count > 0)
    .toSorted((a, b) => b.count - a.count)
    .slice(0, MAX_ENTRIES)
    .toSorted((a, b) => b.band - a.band);
  return [
    ...fullest.map(({ count, band }) => ({ label: model.bandLabels[band] ?? '', value: formatCount(count) })),
    { label: 'attempts', value: formatCount(column.reduce((sum, count) => sum + count, 0)) },
  ];
}

interface ColumnProps {
  readonly shades: readonly number[] | null;
  readonly index: number;
  readonly scales: PlotScales;
}

function Column({ shades, index, scales }: ColumnProps) {
  const x = scales.x(index) + 0.5;
  const width = Math.max(1, scales.band - 1);
  if (shades === null) {
    return (
      <rect
        className="no-data"
        x={x}
        y={scales.top}
        width={width}
        height={scales.bottom - scales.top}
        fill="url(#p-gap)"
      />
    );
  }
  return shades.map((shade, band) => {
    const top = scales.y(band + 1);
    const bandKey = band;
    return (
      <rect
        key={bandKey}
        x={x}
        y={top + 0.5}
        width={width}
        height={Math.max(1, scales.y(band) - top - 1)}
        fill={`var(--heat-${shade})`}
      />
    );
  });
}
