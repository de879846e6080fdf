'use client';

import type { ReactNode } from 'react';
import type { TimeTick } from './axis';

export const CHART_HEIGHT_PX = 236;

/** Charts over the same buckets share their crosshair. */
export const OVERVIEW_SYNC_ID = 'overview';

const LABEL_WIDTH_PX = 64;

/** How many time labels fit side by side. */
export function maxTimeLabels(plotWidthPx: number): number {
  return Math.max(2, Math.floor(plotWidthPx / LABEL_WIDTH_PX));
}

/** Settings that every axis and grid of ours shares. */
const AXIS_STYLE = { tickLine: false, tickSize: 0, tickMargin: 8, interval: 0 } as const;

const MIN_VALUE_AXIS_PX = 34;
const DIGIT_PX = 7;

/** Room for the longest of these labels, left of the plot. */
export function valueAxisWidth(labels: readonly string[]): number {
  const longest = Math.max(0, ...labels.map((label) => label.length));
  return Math.max(MIN_VALUE_AXIS_PX, longest * DIGIT_PX + AXIS_STYLE.tickMargin);
}

interface TickProps {
  readonly x: number | string;
  readonly y: number | string;
  readonly payload: { readonly value: unknown };
}

/** Draws the label of a bucket; dates in full ink. */
function timeTickLabel(ticks: readonly TimeTick[]) {
  return ({ x, y, payload }: TickProps) => {
    const tick = ticks.find((candidate) => candidate.startMs === payload.value);
    if (tick === undefined) return <g />;
    return (
      <text x={x} y={Number(y) + 10} textAnchor="middle" className={tick.isDate ? 'strong' : undefined}>
        {tick.label}
      </text>
    );
  };
}

/** The x axis of a chart over buckets: the labels that fit, date changes in full ink. */
export function timeAxis(ticks: readonly TimeTick[]) {
  return {
    ...AXIS_STYLE,
    dataKey: 'startMs',
    scale: 'band',
    height: 26,
    axisLine: { stroke: 'var(--line-strong)' },
    ticks: ticks.map((tick) => tick.startMs),
    tick: timeTickLabel(ticks),
  } as const;
}

/** The y axis of a chart over buckets, from 0 to the last tick. */
export function valueAxis(ticks: readonly number[], widthPx: number, format: (value: number) => string) {
  return {
    ...AXIS_STYLE,
    width: widthPx,
    axisLine: false,
    domain: [0, ticks.at(-1) ?? 1],
    ticks: [...ticks],
    tickFormatter: format,
  };
}

interface ChartTooltipProps {
  readonly span: string;
  readonly entries: readonly { readonly label: string; readonly value: string }[];
  readonly isIncomplete: boolean;
}

/** Time span first, then the series in drawing order. */
export function ChartTooltip({ span, entries, isIncomplete }: ChartTooltipProps): ReactNode {
  return (
    <div className="tooltip">
      <p className="font-[600]">{span}</p>
      <dl>
        {entries.map(({ label, value }) => (
          <div className="contents" key={label}>
            <dt>{label}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {isIncomplete ? <p className="text-muted">not over yet</p> : null}
    </div>
  );
}
