'use client';

import {
  Area,
  CartesianGrid,
  ComposedChart,
  Line,
  ReferenceLine,
  Tooltip,
  useXAxisScale,
  useYAxisScale,
  XAxis,
  YAxis,
} from 'recharts';
import { formatCount, formatRatio } from '@/lib/format';
import type { SpeedupGap, SpeedupModel, SpeedupPoint } from '@/overview/prepare-speedup';
import { timeTicks } from './axis';
import { ChartFrame } from './chart-frame';
import {
  CHART_HEIGHT_PX,
  ChartTooltip,
  maxTimeLabels,
  OVERVIEW_SYNC_ID,
  timeAxis,
  valueAxis,
  valueAxisWidth,
} from './chart-parts';

const LABEL_MARGIN_PX = 88;
const MIN_GAP_FOR_LABEL_PX = 76;

/** Realised speedup solid, ideal dashed, what lies between them hatched; the last bucket dotted while it is open. */
export function SpeedupChart({ model }: { readonly model: SpeedupModel }) {
  return (
    <ChartFrame>
      {({ widthPx, isOwner }) => {
        const axisWidthPx = valueAxisWidth(model.ticks.map(formatAxisRatio));
        const ticks = timeTicks(
          model.points.map((point) => point.startMs),
          model.bucketMs,
          maxTimeLabels(widthPx - axisWidthPx - LABEL_MARGIN_PX),
        );
        return (
          <ComposedChart
            width={widthPx}
            height={CHART_HEIGHT_PX}
            data={model.points}
            margin={{ top: 10, right: LABEL_MARGIN_PX, bottom: 0, left: 0 }}
            syncId={OVERVIEW_SYNC_ID}
            aria-label={model.name}
          >
            <CartesianGrid vertical={false} stroke="var(--line)" />
            <XAxis {...timeAxis(ticks)} />
            <YAxis {...valueAxis(model.ticks, axisWidthPx, formatAxisRatio)} />
            <ReferenceLine y={1} stroke="var(--line-strong)" strokeDasharray="2 3" />
            <Area
              dataKey={(point: SpeedupPoint) => point.lost}
              stroke="none"
              fill="url(#p-lost)"
              fillOpacity={0.8}
              {...QUIET}
            />
            <Line
              dataKey="idealLine"
              stroke="var(--muted)"
              strokeWidth={1.5}
              strokeDasharray="5 3"
              dot={lone('idealLine', 'var(--muted)')}
              {...QUIET}
            />
            <Line
              dataKey="realisedLine"
              stroke="var(--run)"
              strokeWidth={2}
              dot={lone('realisedLine', 'var(--run)')}
              {...QUIET}
            />
            <Line
              dataKey="idealOpen"
              stroke="var(--muted)"
              strokeWidth={1.5}
              strokeDasharray="1 3"
              dot={hollow('idealOpen', 'var(--muted)')}
              {...QUIET}
            />
            <Line
              dataKey="realisedOpen"
              stroke="var(--run)"
              strokeWidth={2}
              strokeDasharray="2 3"
              dot={hollow('realisedOpen', 'var(--run)')}
              {...QUIET}
            />
            <Tooltip
              cursor={{ stroke: 'var(--text)', strokeWidth: 1 }}
              isAnimationActive={false}
              content={({ active, label }) =>
                active && isOwner ? (
                  <SpeedupTooltip point={model.points.find((point) => point.startMs === label)} />
                ) : null
              }
            />
            <Annotations model={model} />
          </ComposedChart>
        );
      }}
    </ChartFrame>
  );
}

function formatAxisRatio(ratio: number): string {
  return `${ratio}×`;
}

const QUIET = { type: 'linear', connectNulls: false, isAnimationActive: false, activeDot: false } as const;

interface DotProps {
  readonly cx?: number | undefined;
  readonly cy?: number | undefined;
  readonly index?: number | undefined;
  readonly payload?: SpeedupPoint;
}

type SeriesKey = 'realisedLine' | 'idealLine' | 'realisedOpen' | 'idealOpen';

/** A point that no line reaches is a dot of its own. */
function lone(series: SeriesKey, color: string) {
  return ({ cx, cy, index, payload }: DotProps) =>
    payload?.isLone && payload[series] !== null ? (
      <circle key={index} cx={cx} cy={cy} r={3} fill={color} />
    ) : (
      <g key={index} />
    );
}

/** The value of the open bucket may still change: its dot is hollow. */
function hollow(series: SeriesKey, color: string) {
  return ({ cx, cy, index, payload }: DotProps) =>
    payload?.isOpen && payload[series] !== null ? (
      <circle key={index} cx={cx} cy={cy} r={3} fill="var(--surface)" stroke={color} strokeWidth={1.5} />
    ) : (
      <g key={index} />
    );
}

function SpeedupTooltip({ point }: { readonly point: SpeedupPoint | undefined }) {
  if (point === undefined) return null;
  return (
    <ChartTooltip
      span={point.span}
      isIncomplete={point.isOpen}
      entries={[
        { label: 'realised', value: formatRatio(point.realised) },
        { label: 'ideal', value: formatRatio(point.ideal) },
        { label: 'batches', value: formatCount(point.batchCount) },
      ]}
    />
  );
}

/** Words in the chart: the lines' names at their ends, "no batches" in gaps wide enough, and what 1× means. */
function Annotations({ model }: { readonly model: SpeedupModel }) {
  const xScale = useXAxisScale();
  const yScale = useYAxisScale();
  const last = model.points.findLast((point) => point.realised !== null);
  if (xScale === undefined || yScale === undefined) return null;
  const left = xScale(model.points[0]?.startMs, { position: 'start' }) ?? 0;
  return (
    <g>
      <text x={left + 4} y={(yScale(1) ?? 0) + 13} className="halo">
        1× = one after another
      </text>
      {model.gaps.map((gap) => (
        <GapLabel key={gap.fromIndex} gap={gap} model={model} />
      ))}
      {last === undefined ? null : <EndLabels model={model} last={last} />}
    </g>
  );
}

function GapLabel({ gap, model }: { readonly gap: SpeedupGap; readonly model: SpeedupModel }) {
  const xScale = useXAxisScale();
  const yScale = useYAxisScale();
  const from = xScale?.(model.points[gap.fromIndex]?.startMs, { position: 'start' });
  const to = xScale?.(model.points[gap.toIndex]?.startMs, { position: 'end' });
  if (from === undefined || to === undefined || to - from < MIN_GAP_FOR_LABEL_PX) return null;
  return (
    <text x={(from + to) / 2} y={(yScale?.(0) ?? 0) - 8} textAnchor="middle" className="halo">
      no batches
    </text>
  );
}

const MIN_LABEL_DISTANCE_PX = 15;

function EndLabels({ model, last }: { readonly model: SpeedupModel; readonly last: SpeedupPoint }) {
  const xScale = useXAxisScale();
  const yScale = useYAxisScale();
  const x = (xScale?.(last.startMs, { position: 'middle' }) ?? 0) + 12;
  const realisedY = (yScale?.(last.realised) ?? 0) + 4;
  const idealY = Math.min((yScale?.(last.ideal) ?? realisedY) + 4, realisedY - MIN_LABEL_DISTANCE_PX);
  return (
    <>
      <text x={x} y={idealY} className="halo">
        ideal {model.idealLabel}
      </text>
      <text x={x} y={realisedY} className="halo strong">
        realised {model.realisedLabel}
      </text>
    </>
  );
}
