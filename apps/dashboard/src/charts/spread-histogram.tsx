'use client';

import { Bar, BarChart, type BarShapeProps, useXAxisScale, useYAxisScale, XAxis, YAxis } from 'recharts';
import { formatCount } from '@/lib/format';
import type { SpreadModel } from '@/tool/prepare-spread';
import { AXIS_HEIGHT_PX, CHART_HEIGHT_PX, TOP_PX } from './chart-size';

const WIDTH_PX = 128;
const LABEL_PX = 40;

interface BandRow {
  readonly band: number;
  readonly count: number;
}

/** The same bands without the time: as many as all columns beside it hold. */
export function SpreadHistogram({ model, color }: { readonly model: SpreadModel; readonly color: string }) {
  // Longest on top, as in the heatmap.
  const rows: BandRow[] = model.histogram.map((count, band) => ({ band, count })).toReversed();
  const most = Math.max(1, ...model.histogram);
  return (
    <div className="histogram" aria-hidden="true">
      <BarChart
        layout="vertical"
        width={WIDTH_PX}
        height={CHART_HEIGHT_PX}
        data={rows}
        margin={{ top: TOP_PX, right: LABEL_PX, bottom: AXIS_HEIGHT_PX, left: 0 }}
        barCategoryGap={1}
        accessibilityLayer={false}
      >
        <XAxis type="number" hide domain={[0, most]} />
        <YAxis
          type="category"
          dataKey="band"
          width={1}
          tick={false}
          tickLine={false}
          axisLine={{ stroke: 'var(--line-strong)' }}
        />
        <Bar dataKey="count" isAnimationActive={false} shape={bandBar(color)} />
        <Counts rows={rows} />
        <text x="0" y={CHART_HEIGHT_PX - 7}>
          sum {formatCount(model.sampleCount)}
        </text>
      </BarChart>
    </div>
  );
}

/** At least a pixel of a band that has any. */
function bandBar(color: string) {
  return ({ x, y, width, height, payload }: BarShapeProps) => {
    const { count } = payload as BandRow;
    return (
      <rect
        x={x}
        y={y}
        width={count > 0 ? Math.max(1, width) : 0}
        height={Math.max(1, height)}
        fill={color}
        data-count={count}
      />
    );
  };
}

function Counts({ rows }: { readonly rows: readonly BandRow[] }) {
  const xScale = useXAxisScale();
  const yScale = useYAxisScale();
  return rows.map(({ band, count }) => (
    <text key={band} x={(xScale?.(count) ?? 0) + 6} y={(yScale?.(band, { position: 'middle' }) ?? 0) + 4}>
      {formatCount(count)}
    </text>
  ));
}
