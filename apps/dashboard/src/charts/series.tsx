import type { PlotScales } from './scales';
import { linePath, runsOf } from './scales';

interface LineSeriesProps {
  /** One per bucket; null is a gap. */
  readonly values: readonly (number | null)[];
  readonly scales: PlotScales;
  readonly color: string;
  readonly width: number;
  /** As in SVG; none is solid. */
  readonly dash?: string;
  /** The last bucket is not over: dotted up to it, a hollow dot on it. */
  readonly isLastOpen: boolean;
}

/** A line of straight segments: broken at gaps, a dot where a point stands alone. */
export function LineSeries({ values, scales, color, width, dash, isLastOpen }: LineSeriesProps) {
  const last = values.length - 1;
  const closedTo = isLastOpen ? last - 1 : last;
  const lone = runsOf(values.map((value, index) => index <= closedTo && value !== null)).filter(
    ([first, end]) => first === end,
  );
  const openValue = isLastOpen ? (values[last] ?? null) : null;
  return (
    <g fill="none" stroke={color} strokeWidth={width}>
      <path className="series" d={linePath(values, scales, 0, closedTo)} strokeDasharray={dash} />
      {isLastOpen ? <path d={linePath(values, scales, Math.max(0, last - 1), last)} strokeDasharray="1.5 3" /> : null}
      {lone.map(([index]) => (
        <circle
          key={index}
          className="lone"
          cx={scales.middle(index)}
          cy={scales.y(values[index] ?? 0)}
          r={3}
          fill={color}
          stroke="none"
        />
      ))}
      {openValue === null ? null : (
        <circle
          className="open-dot"
          cx={scales.middle(last)}
          cy={scales.y(openValue)}
          r={3}
          fill="var(--surface)"
          strokeWidth={1.5}
        />
      )}
    </g>
  );
}

interface GapLabelsProps {
  /** Buckets that hold nothing. */
  readonly gaps: readonly boolean[];
  readonly scales: PlotScales;
  readonly text: string;
}

const MIN_GAP_PX = 72;

/** Says in a gap why there is nothing, where the words fit. */
export function GapLabels({ gaps, scales, text }: GapLabelsProps) {
  return runsOf(gaps).map(([first, last]) => {
    const from = scales.x(first);
    const to = scales.x(last + 1);
    return to - from < MIN_GAP_PX ? null : (
      <text key={first} className="halo" x={(from + to) / 2} y={scales.bottom - 8} textAnchor="middle">
        {text}
      </text>
    );
  });
}

/** One part of a stack. */
export interface StackPart {
  readonly key: string;
  readonly fill: string;
  readonly isOutline: boolean;
  /** One per bucket; zeros are counted ones. */
  readonly values: readonly number[];
}

interface BarStackProps {
  readonly parts: readonly StackPart[];
  readonly scales: PlotScales;
  readonly isLastOpen: boolean;
  /** "21 min so far", over the open bar. */
  readonly soFar: string | null;
}

const MIN_OUTLINE_PX = 6;

/** Stacked bars with 2 px between them; the bucket still open is paler, inside a dashed outline. */
export function BarStack({ parts, scales, isLastOpen, soFar }: BarStackProps) {
  const count = parts[0]?.values.length ?? 0;
  const gap = scales.band > 6 ? 2 : scales.band > 3 ? 1 : 0;
  const width = Math.max(1, scales.band - 2 * gap);
  return (
    <>
      {Array.from({ length: count }, (_, index) => {
        let below = 0;
        const isOpen = isLastOpen && index === count - 1;
        const bucketKey = index;
        return (
          <g key={bucketKey} opacity={isOpen ? 0.55 : 1}>
            {parts.map(({ key, fill, isOutline, values }) => {
              const value = values[index] ?? 0;
              if (value === 0) return null;
              const bottom = scales.y(below);
              below += value;
              const top = scales.y(below);
              const inset = isOutline ? 0.5 : 0;
              return (
                <rect
                  key={key}
                  data-part={key}
                  x={scales.x(index) + gap + inset}
                  y={top + inset}
                  width={Math.max(1, width - 2 * inset)}
                  height={Math.max(1, bottom - top - 1 - 2 * inset)}
                  fill={fill}
                  stroke={isOutline ? 'var(--status-skipped)' : 'none'}
                  strokeDasharray={isOutline ? '2 1.5' : undefined}
                />
              );
            })}
          </g>
        );
      })}
      {isLastOpen && count > 0 ? (
        <OpenBar
          scales={scales}
          index={count - 1}
          value={parts.reduce((sum, part) => sum + (part.values[count - 1] ?? 0), 0)}
          soFar={soFar}
        />
      ) : null}
    </>
  );
}

interface OpenBarProps {
  readonly scales: PlotScales;
  readonly index: number;
  readonly value: number;
  readonly soFar: string | null;
}

function OpenBar({ scales, index, value, soFar }: OpenBarProps) {
  const height = Math.max(MIN_OUTLINE_PX, scales.bottom - scales.y(value) + 2);
  const x = scales.x(index) + 0.5;
  const middle = scales.middle(index);
  const outlineTop = scales.bottom - height;
  return (
    <g>
      <rect
        x={x}
        y={outlineTop}
        width={Math.max(1, scales.band - 1)}
        height={height}
        fill="none"
        stroke="var(--line-strong)"
        strokeDasharray="2 2"
      />
      {soFar === null || outlineTop < scales.top + 20 ? null : (
        <>
          <line x1={middle} x2={middle} y1={scales.top + 8} y2={outlineTop} stroke="var(--line-strong)" />
          <text className="halo" x={scales.right} y={scales.top + 4} textAnchor="end">
            {soFar}
          </text>
        </>
      )}
    </g>
  );
}
