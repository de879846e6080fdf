'use client';

import { type ReactNode, useId } from 'react';
import { timeTicks } from './axis';
import { ChartFrame } from './chart-frame';
import { AXIS_HEIGHT_PX, CHART_HEIGHT_PX, TOP_PX } from './chart-size';
import { ChartTooltip, type TooltipModel } from './chart-tooltip';
import { useCrosshair } from './crosshair';
import { type PlotScales, plotScales } from './scales';
import { useChartPointer } from './use-chart-pointer';

/** What every chart over time is given. */
export interface TimeChartProps {
  /** Names the chart in one sentence, for those who do not see it. */
  readonly name: string;
  readonly bucketMs: number;
  /** Start of each bucket, epoch ms. */
  readonly startsMs: readonly number[];
  /** Values to label, from 0 to the top of the plot. */
  readonly ticks: readonly number[];
  readonly formatTick: (value: number) => string;
  readonly tooltipAt: (index: number) => TooltipModel;
  /** The batches behind a bucket. */
  readonly drillUrl: (startMs: number) => string;
  readonly heightPx?: number;
  /** Room at the left, where charts stand one above the other; as much as the labels need without. */
  readonly leftPx?: number;
  /** Room at the right, for names at the ends of lines. */
  readonly rightPx?: number;
  readonly children: (scales: PlotScales) => ReactNode;
}

const RIGHT_PX = 8;
const LABEL_WIDTH_PX = 64;
const MIN_AXIS_PX = 34;
const DIGIT_PX = 7;

/** A chart over buckets of time: axes, crosshair shared with the page, tooltip, brush, keys, and the way to its batches. */
export function TimeChart({ heightPx = CHART_HEIGHT_PX, ...props }: TimeChartProps) {
  return (
    <ChartFrame heightPx={heightPx}>
      {(widthPx) => <Plot {...props} widthPx={widthPx} heightPx={heightPx} />}
    </ChartFrame>
  );
}

interface PlotProps extends TimeChartProps {
  readonly widthPx: number;
  readonly heightPx: number;
}

function Plot(props: PlotProps) {
  const { name, bucketMs, startsMs, ticks, formatTick, tooltipAt, drillUrl, widthPx, heightPx, children } = props;
  const id = useId();
  const labels = ticks.map(formatTick);
  const neededPx = Math.max(MIN_AXIS_PX, Math.max(...labels.map((label) => label.length)) * DIGIT_PX + 8);
  const box = {
    widthPx,
    heightPx,
    leftPx: props.leftPx ?? neededPx,
    rightPx: props.rightPx ?? RIGHT_PX,
    topPx: TOP_PX,
    bottomPx: AXIS_HEIGHT_PX,
  };
  const scales = plotScales(box, startsMs.length, ticks.at(-1) ?? 1);
  const maxLabels = Math.max(2, Math.floor((scales.right - scales.left) / LABEL_WIDTH_PX));
  const crosshair = useCrosshair();
  const at = crosshair === null ? -1 : startsMs.indexOf(crosshair.startMs);
  const isOwner = crosshair?.ownerId === id;
  const { brush, handlers } = useChartPointer({ id, startsMs, bucketMs, scales, drillUrl });
  const tooltip = isOwner && at >= 0 ? tooltipAt(at) : null;
  return (
    <>
      <svg
        className="time-chart"
        width={widthPx}
        height={heightPx}
        role="application"
        aria-roledescription="chart"
        aria-label={name}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: one tab stop per chart; arrows move inside.
        tabIndex={0}
        {...handlers}
      >
        {ticks.map((tick, index) => (
          <g key={tick}>
            <line
              className={tick === 0 ? 'axis' : 'grid'}
              x1={scales.left}
              x2={scales.right}
              y1={scales.y(tick)}
              y2={scales.y(tick)}
            />
            <text x={scales.left - 8} y={scales.y(tick) + 4} textAnchor="end">
              {labels[index]}
            </text>
          </g>
        ))}
        <TimeAxis startsMs={startsMs} bucketMs={bucketMs} scales={scales} maxLabels={maxLabels} />
        {brush === null ? null : (
          <rect
            className="brush"
            x={scales.x(brush.first)}
            y={scales.top}
            width={scales.x(brush.last + 1) - scales.x(brush.first)}
            height={scales.bottom - scales.top}
          />
        )}
        {children(scales)}
        {at < 0 ? null : (
          <line
            className="crosshair"
            x1={scales.middle(at)}
            x2={scales.middle(at)}
            y1={scales.top}
            y2={scales.bottom}
          />
        )}
        {at < 0 || tooltip === null
          ? null
          : (tooltip.pointValues ?? []).map((value) => (
              <circle key={value} className="crosshair-dot" cx={scales.middle(at)} cy={scales.y(value)} r={3.5} />
            ))}
      </svg>
      {tooltip === null ? null : (
        <ChartTooltip
          model={tooltip}
          atPx={scales.middle(at)}
          leftPx={scales.left}
          rightPx={widthPx}
          topPx={scales.top}
        />
      )}
      <p className="visually-hidden" aria-live="polite">
        {tooltip === null ? '' : sentenceOf(tooltip)}
      </p>
    </>
  );
}

function sentenceOf({ span, entries, isIncomplete }: TooltipModel): string {
  const values = entries.map(({ label, value }) => `${label} ${value}`).join(', ');
  return `${span}${isIncomplete ? ', not over yet' : ''}: ${values}`;
}

interface TimeAxisProps {
  readonly startsMs: readonly number[];
  readonly bucketMs: number;
  readonly scales: PlotScales;
  readonly maxLabels: number;
}

/** Labels of round times, dates in full ink. */
function TimeAxis({ startsMs, bucketMs, scales, maxLabels }: TimeAxisProps) {
  return timeTicks(startsMs, bucketMs, maxLabels).map((tick) => (
    <text
      key={tick.startMs}
      x={scales.middle(startsMs.indexOf(tick.startMs))}
      y={scales.bottom + 17}
      textAnchor="middle"
      className={tick.isDate ? 'strong' : undefined}
    >
      {tick.label}
    </text>
  ));
}
