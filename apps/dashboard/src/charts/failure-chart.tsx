'use client';

import {
  Bar,
  type BarShapeProps,
  CartesianGrid,
  ComposedChart,
  Tooltip,
  useXAxisScale,
  useYAxisScale,
  XAxis,
  YAxis,
} from 'recharts';
import { formatCount } from '@/lib/format';
import { FAILURE_KINDS, type FailureKind, type FailureModel, type FailurePoint } from '@/overview/prepare-failures';
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
import { FAILURE_FILLS } from './failure-fills';

const RIGHT_MARGIN_PX = 8;

/** Failed calls per bucket, stacked by kind; the bucket still open is paler, inside a dashed outline. */
export function FailureChart({ model }: { readonly model: FailureModel }) {
  return (
    <ChartFrame>
      {({ widthPx, isOwner }) => {
        const axisWidthPx = valueAxisWidth(model.ticks.map(formatCount));
        const ticks = timeTicks(
          model.points.map((point) => point.startMs),
          model.bucketMs,
          maxTimeLabels(widthPx - axisWidthPx - RIGHT_MARGIN_PX),
        );
        return (
          <ComposedChart
            width={widthPx}
            height={CHART_HEIGHT_PX}
            data={model.points}
            margin={{ top: 18, right: RIGHT_MARGIN_PX, bottom: 0, left: 0 }}
            barCategoryGap={1.5}
            syncId={OVERVIEW_SYNC_ID}
            aria-label={model.name}
          >
            <CartesianGrid vertical={false} stroke="var(--line)" />
            <XAxis {...timeAxis(ticks)} />
            <YAxis {...valueAxis(model.ticks, axisWidthPx, formatCount)} />
            {FAILURE_KINDS.map((kind) => (
              <Bar key={kind} dataKey={kind} stackId="failures" isAnimationActive={false} shape={segment(kind)} />
            ))}
            <Tooltip
              cursor={{ stroke: 'var(--text)', strokeWidth: 1 }}
              isAnimationActive={false}
              content={({ active, label }) =>
                active && isOwner ? (
                  <FailureTooltip point={model.points.find((point) => point.startMs === label)} />
                ) : null
              }
            />
            {model.soFar === null ? null : <OpenBucket model={model} soFar={model.soFar} />}
          </ComposedChart>
        );
      }}
    </ChartFrame>
  );
}

function segment(kind: FailureKind) {
  return ({ x, y, width, height, payload }: BarShapeProps) => {
    if (!(height > 0)) return <g />;
    const { fill, stroke } = FAILURE_FILLS[kind];
    const inset = stroke === undefined ? 0 : 0.5;
    return (
      <rect
        x={x + inset}
        y={y + inset}
        width={Math.max(1, width - 2 * inset)}
        height={Math.max(1, height - 1 - 2 * inset)}
        fill={fill}
        stroke={stroke}
        strokeDasharray={stroke === undefined ? undefined : '2 1.5'}
        opacity={(payload as FailurePoint).isOpen ? 0.55 : 1}
        data-kind={kind}
      />
    );
  };
}

function FailureTooltip({ point }: { readonly point: FailurePoint | undefined }) {
  if (point === undefined) return null;
  return (
    <ChartTooltip
      span={point.span}
      isIncomplete={point.isOpen}
      entries={[
        ...FAILURE_KINDS.map((kind) => ({ label: kind, value: formatCount(point[kind]) })),
        { label: 'failed calls', value: formatCount(point.total) },
      ]}
    />
  );
}

const MIN_OUTLINE_PX = 6;

function OpenBucket({ model, soFar }: { readonly model: FailureModel; readonly soFar: string }) {
  const xScale = useXAxisScale();
  const yScale = useYAxisScale();
  const last = model.points.at(-1);
  const from = xScale?.(last?.startMs, { position: 'start' });
  const to = xScale?.(last?.startMs, { position: 'end' });
  const floor = yScale?.(0);
  const top = yScale?.(last?.total);
  if (from === undefined || to === undefined || floor === undefined || top === undefined) return null;
  const y = Math.min(top - 2, floor - MIN_OUTLINE_PX);
  return (
    <g>
      <rect
        x={from + 0.5}
        y={y}
        width={to - from - 1}
        height={floor - y}
        fill="none"
        stroke="var(--line-strong)"
        strokeDasharray="3 2"
      />
      <line x1={to - 4} x2={to - 4} y1={14} y2={y - 2} stroke="var(--line-strong)" />
      <text x={to} y={10} textAnchor="end" className="halo">
        {soFar}
      </text>
    </g>
  );
}
