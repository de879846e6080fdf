'use client';

import { type KeyboardEvent, type PointerEvent, useState } from 'react';
import {
  Area,
  CartesianGrid,
  ComposedChart,
  Line,
  ReferenceDot,
  ReferenceLine,
  useXAxisScale,
  useYAxisScale,
  XAxis,
  YAxis,
} from 'recharts';
import { formatDuration } from '@/lib/format';
import { DataTable } from '@/ui/data-table';
import { useElementWidth } from '@/ui/use-element-width';
import type { DistributionModel, DistributionPoint } from './prepare-outcome';

const HEIGHT = 248;
const TOP = 10;
const BOTTOM = 26;
const LEFT = 52;
const RIGHT = 16;
const SHARES = [0, 0.25, 0.5, 0.75, 1];

/** The share of batches that end within a time: dashed as recorded, solid as replayed, with its range. */
export function DistributionChart({ model }: { readonly model: DistributionModel }) {
  const [box, width] = useElementWidth<HTMLDivElement>(560);
  const [at, setAt] = useState<number | null>(null);
  const { points, endUs, p95 } = model;
  const x = (us: number) => LEFT + (us / endUs) * (width - LEFT - RIGHT);
  const labelAt = new Map(model.ticks.map(({ atUs, label }) => [atUs, label]));
  const pointed = at === null ? undefined : points[at];
  const press = (event: KeyboardEvent) => {
    const next = moved(event.key, at, points.length - 1);
    if (next === undefined) return;
    event.preventDefault();
    setAt(next);
  };
  const point = (event: PointerEvent<HTMLDivElement>) => {
    const bounds = event.currentTarget.getBoundingClientRect();
    const share = (event.clientX - bounds.left - LEFT) / (bounds.width - LEFT - RIGHT);
    setAt(Math.max(0, Math.min(points.length - 1, Math.round(share * (points.length - 1)))));
  };
  const isClose = Math.abs(x(p95.beforeUs) - x(p95.afterUs)) < 120;
  const recorded = { us: p95.beforeUs, text: `recorded ${p95.before}`, isHollow: true, down: isClose ? 0.52 : 0.56 };
  const marks =
    p95.beforeUs === p95.afterUs
      ? [recorded]
      : [{ us: p95.afterUs, text: `replayed ${p95.after}`, isHollow: false, down: 0.64 }, recorded];
  return (
    <>
      <div
        className="distribution"
        ref={box}
        role="img"
        aria-label={model.name}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: one tab stop, arrows inside, as in every chart.
        tabIndex={0}
        onKeyDown={press}
        onPointerMove={point}
        onPointerLeave={() => setAt(null)}
        onBlur={() => setAt(null)}
      >
        <ComposedChart
          width={width}
          height={HEIGHT}
          data={points}
          margin={{ top: TOP, right: RIGHT, bottom: 0, left: 0 }}
          accessibilityLayer={false}
        >
          <CartesianGrid vertical={false} stroke="var(--line)" />
          <XAxis
            dataKey="atUs"
            type="number"
            domain={[0, endUs]}
            height={BOTTOM}
            axisLine={{ stroke: 'var(--line-strong)' }}
            tickLine={false}
            tickMargin={8}
            interval={0}
            ticks={model.ticks.map(({ atUs }) => atUs)}
            tickFormatter={(atUs: number) => labelAt.get(atUs) ?? ''}
          />
          <YAxis
            type="number"
            width={LEFT}
            domain={[0, 1]}
            ticks={SHARES}
            axisLine={false}
            tickLine={false}
            tickMargin={8}
            interval={0}
            tickFormatter={(share: number) => `${share * 100}\u00a0%`}
          />
          {model.hasRange ? (
            <Area
              dataKey={({ after }: DistributionPoint) => [after.low, after.high]}
              type="linear"
              stroke="none"
              fill="var(--run)"
              fillOpacity={0.22}
              isAnimationActive={false}
              activeDot={false}
            />
          ) : null}
          <Line
            dataKey="before"
            type="linear"
            stroke="var(--muted)"
            strokeWidth={1.5}
            strokeDasharray="5 3"
            dot={false}
            activeDot={false}
            isAnimationActive={false}
          />
          <Line
            dataKey={({ after }: DistributionPoint) => after.value}
            type="linear"
            stroke="var(--run)"
            strokeWidth={2}
            dot={false}
            activeDot={false}
            isAnimationActive={false}
          />
          <ReferenceLine
            y={0.95}
            stroke="var(--muted)"
            label={{ value: 'p95', position: 'insideTopRight', offset: 4 }}
          />
          {marks.map(({ us, text }) => (
            <ReferenceLine
              key={`line ${text}`}
              segment={[
                { x: us, y: 0.95 },
                { x: us, y: 0 },
              ]}
              stroke="var(--muted)"
              strokeDasharray="1 3"
            />
          ))}
          {marks.map(({ us, isHollow, text }) => (
            <ReferenceDot
              key={`dot ${text}`}
              x={us}
              y={0.95}
              r={4.5}
              fill={isHollow ? 'var(--surface)' : 'var(--run)'}
              stroke={isHollow ? 'var(--text)' : 'var(--run)'}
              strokeWidth={1.5}
            />
          ))}
          {pointed === undefined ? null : <ReferenceLine x={pointed.atUs} stroke="var(--text)" />}
          <Marks marks={marks} rightPx={width - RIGHT} />
        </ComposedChart>
        {pointed === undefined ? null : (
          <div
            className="tooltip distribution-tip"
            style={
              x(pointed.atUs) > width / 2 ? { right: width - x(pointed.atUs) + 12 } : { left: x(pointed.atUs) + 12 }
            }
          >
            <p className="font-[600]">within {formatDuration(Math.round(pointed.atUs))}</p>
            <dl>
              <dt>recorded</dt>
              <dd>{percent(pointed.before)}</dd>
              <dt>replayed</dt>
              <dd>{percent(pointed.after.value)}</dd>
            </dl>
          </div>
        )}
        <span className="visually-hidden" aria-live="polite">
          {pointed === undefined
            ? ''
            : `Within ${formatDuration(Math.round(pointed.atUs))}: recorded ${percent(pointed.before)}, replayed ${percent(pointed.after.value)}`}
        </span>
      </div>
      <div className="legend mt-[8px]">
        <span>
          <svg width="20" height="10" aria-hidden="true">
            <path d="M0 5H20" stroke="var(--muted)" strokeWidth="1.5" strokeDasharray="5 3" />
          </svg>
          recorded
        </span>
        <span>
          <svg width="20" height="10" aria-hidden="true">
            <rect y="1" width="20" height="8" fill="var(--run)" opacity="0.22" />
            <path d="M0 5H20" stroke="var(--run)" strokeWidth="2" />
          </svg>
          replayed{model.hasRange ? ', 90\u00a0% range' : ''}
        </span>
      </div>
      <DataTable
        caption={model.name}
        head={['Within', 'Recorded', 'Replayed']}
        rows={points
          .filter((_, index) => index % 10 === 0)
          .map(({ atUs, before, after }) => [formatDuration(Math.round(atUs)), percent(before), percent(after.value)])}
      />
    </>
  );
}

interface Mark {
  readonly us: number;
  readonly text: string;
  /** Where its words stand, as a share. */
  readonly down: number;
}

/** The words of the marks, on the side that has room. */
function Marks({ marks, rightPx }: { readonly marks: readonly Mark[]; readonly rightPx: number }) {
  const xScale = useXAxisScale();
  const yScale = useYAxisScale();
  return (
    <g>
      {marks.map(({ us, text, down }) => {
        const x = xScale?.(us) ?? 0;
        const isLeft = x > rightPx - 110;
        return (
          <text
            key={text}
            className="strong halo"
            x={x + (isLeft ? -8 : 8)}
            y={yScale?.(down) ?? 0}
            textAnchor={isLeft ? 'end' : 'start'}
          >
            {text}
          </text>
        );
      })}
    </g>
  );
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)}\u00a0%`;
}

/** Undefined for a key that does nothing there. */
function moved(key: string, at: number | null, last: number): number | null | undefined {
  switch (key) {
    case 'ArrowRight':
      return Math.min(last, (at ?? -1) + 1);
    case 'ArrowLeft':
      return Math.max(0, (at ?? last + 1) - 1);
    case 'Home':
      return 0;
    case 'End':
      return last;
    case 'Escape':
      return null;
    default:
      return undefined;
  }
}
