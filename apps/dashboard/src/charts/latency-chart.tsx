'use client';

import { Bar, BarChart, type BarShapeProps, CartesianGrid, useXAxisScale, useYAxisScale, XAxis, YAxis } from 'recharts';
import { cutMiddle, displayName } from '@/lib/display-name';
import { formatTick } from '@/lib/format';
import { toolColorIndex } from '@/lib/tool-color';
import type { LatencyModel, LatencyRow } from '@/overview/prepare-latency';
import { ChartFrame } from './chart-frame';
import { CHART_HEIGHT_PX } from './chart-parts';

// As high as a row of the table beside it.
const ROW_PX = 32;
const BAR_PX = 18;
const AXIS_HEIGHT_PX = 26;
const LABEL_WIDTH_PX = 52;
const VALUE_WIDTH_PX = 128;
const CHARACTER_PX = 7.25;
const SWATCH_WIDTH_PX = 18;
const NAME_GAP_PX = 12;

/** One bar per tool: solid to p50, pale on to p95, both in the tool's colour; the numbers beside it. */
export function LatencyChart({ model }: { readonly model: LatencyModel }) {
  const heightPx = model.rows.length * ROW_PX + AXIS_HEIGHT_PX;
  return (
    <ChartFrame heightPx={Math.max(CHART_HEIGHT_PX, heightPx)}>
      {({ widthPx }) => {
        const nameWidthPx = fitNames(model.rows, widthPx);
        return (
          <BarChart
            layout="vertical"
            width={widthPx}
            height={heightPx}
            data={model.rows}
            margin={{ top: 0, right: VALUE_WIDTH_PX, bottom: 0, left: 0 }}
            barSize={BAR_PX}
            accessibilityLayer={false}
            role="img"
            aria-label={model.name}
          >
            <CartesianGrid horizontal={false} stroke="var(--line)" />
            <XAxis
              type="number"
              height={AXIS_HEIGHT_PX}
              axisLine={false}
              tickLine={false}
              tickMargin={8}
              interval={0}
              domain={[0, model.ticks.at(-1) ?? 1]}
              ticks={spacedTicks(model.ticks, widthPx - nameWidthPx - VALUE_WIDTH_PX)}
              tickFormatter={(us: number) => formatTick(us, model.ticks.at(-1))}
            />
            <YAxis
              type="category"
              dataKey="key"
              width={nameWidthPx}
              interval={0}
              tickLine={false}
              axisLine={{ stroke: 'var(--line-strong)' }}
              tick={toolTickLabel(model.rows, nameWidthPx)}
            />
            <Bar dataKey="p50Us" stackId="run" isAnimationActive={false} shape={toP50} />
            <Bar dataKey="beyondP50Us" stackId="run" isAnimationActive={false} shape={toP95} />
            <Values rows={model.rows} />
          </BarChart>
        );
      }}
    </ChartFrame>
  );
}

/** As many of the ticks, evenly, as have room for their labels. */
function spacedTicks(ticks: readonly number[], plotWidthPx: number): readonly number[] {
  const every = Math.max(1, Math.ceil(((ticks.length - 1) * LABEL_WIDTH_PX) / Math.max(1, plotWidthPx)));
  return ticks.filter((_, index) => index % every === 0);
}

function fitNames(rows: readonly LatencyRow[], widthPx: number): number {
  const longest = Math.max(0, ...rows.map((row) => Array.from(cutMiddle(displayName(row.toolName))).length));
  const wanted = SWATCH_WIDTH_PX + longest * CHARACTER_PX + NAME_GAP_PX;
  return Math.round(Math.min(wanted, widthPx * 0.42));
}

interface TickProps {
  readonly y: number | string;
  readonly payload: { readonly value: unknown };
}

function toolTickLabel(rows: readonly LatencyRow[], widthPx: number) {
  const nameWidthPx = Math.max(1, widthPx - SWATCH_WIDTH_PX - NAME_GAP_PX);
  const maxLength = Math.max(4, Math.floor(nameWidthPx / CHARACTER_PX));
  return ({ y, payload }: TickProps) => {
    const row = rows.find((candidate) => candidate.key === payload.value);
    if (row === undefined) return <g />;
    const name = displayName(row.toolName);
    return (
      <g transform={`translate(0 ${y})`}>
        <rect x={1} y={-4} width={8} height={8} rx={2} {...swatch(row.toolId)} />
        {/* Cut to its place whatever its characters measure. */}
        <svg x={SWATCH_WIDTH_PX} y={-10} width={nameWidthPx} height={20} overflow="hidden" aria-hidden="true">
          <text y={14} className="mono strong">
            <title>{name}</title>
            {cutMiddle(cutMiddle(name), maxLength)}
          </text>
        </svg>
      </g>
    );
  };
}

function swatch(toolId: number) {
  const index = toolColorIndex(toolId);
  return index === null
    ? { fill: 'none', stroke: 'var(--tool-other)', strokeWidth: 2 }
    : { fill: `var(--tool-${index})` };
}

function barColor(toolId: number): string {
  const index = toolColorIndex(toolId);
  return index === null ? 'var(--tool-other)' : `var(--tool-${index})`;
}

function toP50({ x, y, width, height, payload }: BarShapeProps) {
  return (
    <rect
      x={x}
      y={y}
      width={Math.max(1, width)}
      height={height}
      fill={barColor((payload as LatencyRow).toolId)}
      data-part="p50"
    />
  );
}

function toP95({ x, y, width, height, payload }: BarShapeProps) {
  const color = barColor((payload as LatencyRow).toolId);
  return (
    <g data-part="p95">
      <rect x={x} y={y} width={Math.max(1, width)} height={height} fill={color} opacity={0.28} />
      <rect x={x + Math.max(1, width) - 2} y={y} width={2} height={height} fill={color} />
    </g>
  );
}

function Values({ rows }: { readonly rows: readonly LatencyRow[] }) {
  const xScale = useXAxisScale();
  const yScale = useYAxisScale();
  return (
    <g>
      {rows.map((row) => {
        const x = (xScale?.(row.p50Us + row.beyondP50Us) ?? 0) + 8;
        const y = (yScale?.(row.key, { position: 'middle' }) ?? 0) + 4;
        return (
          <text key={row.key} x={x} y={y} className="halo">
            {row.p50Label} · <tspan className="strong">{row.p95Label}</tspan>
          </text>
        );
      })}
    </g>
  );
}
