import type { Overview } from '@parallel-tools/metrics/queries';
import { formatCount, formatDuration, formatPercent, formatRatio } from '@/lib/format';

/** One value of the row of figures. */
export interface FigureModel {
  readonly label: string;
  readonly value: string;
  /** Beside the value, smaller: "7.3 per batch". */
  readonly beside: string | null;
  /** Under the value. */
  readonly note: string;
}

/** The five figures of the overview. */
export function prepareFigures(overview: Overview, toolCount: number): readonly FigureModel[] {
  const { batchCount, callCount, failedCount, sequentialUs, makespanUs, speedup, idealSpeedup, makespanP95Us } =
    overview;
  return [
    { label: 'Batches', value: formatCount(batchCount), beside: null, note: `${formatDuration(makespanUs)} in all` },
    {
      label: 'Calls',
      value: formatCount(callCount),
      beside: batchCount === 0 ? null : `${(callCount / batchCount).toFixed(1)} per batch`,
      note: toolCount === 1 ? 'of 1 tool' : `of ${formatCount(toolCount)} tools`,
    },
    {
      label: 'Failed calls',
      value: formatPercent(failedCount, callCount),
      beside: callCount === 0 ? null : formatCount(failedCount),
      note: 'did not end ok',
    },
    {
      label: 'Makespan p95',
      value: formatDuration(makespanP95Us),
      beside: null,
      note: batchCount === 0 ? 'no batches' : `mean ${formatDuration(makespanUs / batchCount)}`,
    },
    {
      label: 'Speedup realised / ideal',
      value: formatRatio(speedup),
      beside: idealSpeedup === null ? null : `of ${formatRatio(idealSpeedup)}`,
      note: `sequential time ${formatDuration(sequentialUs)}`,
    },
  ];
}
