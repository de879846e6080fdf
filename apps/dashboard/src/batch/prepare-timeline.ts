import type { BatchDetail } from '@parallel-tools/metrics/queries';
import { formatCounted, formatDuration } from '@/lib/format';
import { type IdleGap, idleGaps, type ScaleStretch } from './idle-gaps';
import { type InFlight, prepareInFlight } from './prepare-in-flight';
import { type LegendMark, prepareLegend } from './prepare-legend';
import { type PathModel, preparePath } from './prepare-path';
import { prepareRow, type TimelineRow } from './prepare-row';

/** What the timeline draws, all times in µs since the batch was submitted. */
export interface TimelineModel {
  /** Names the timeline for those who do not see it. */
  readonly name: string;
  /** Where the axis ends; at least 1, so that a batch without duration can be drawn. */
  readonly endUs: number;
  readonly endLabel: string;
  /** In call order. */
  readonly rows: readonly TimelineRow[];
  readonly edges: readonly TimelineEdge[];
  readonly path: PathModel;
  /** The marks that occur, for the legend. */
  readonly legend: readonly LegendMark[];
  readonly inFlight: InFlight;
  /** Stretches in which nothing ran, that may be drawn short. */
  readonly gaps: readonly IdleGap[];
  /** What the axis draws to scale: all of it, or all but the gaps. */
  readonly scale: readonly ScaleStretch[];
}

/** "Must end before": an arrow from one row to another, at the end of the first. */
export interface TimelineEdge {
  readonly fromIndex: number;
  readonly toIndex: number;
  readonly atUs: number;
}

export function prepareTimeline(batch: BatchDetail): TimelineModel {
  const { calls, path, makespanUs } = batch;
  const endUs = calls.reduce((latest, call) => Math.max(latest, call.endUs), Math.max(1, makespanUs));
  const inFlight = prepareInFlight(batch);
  const failed = batch.failedCount === 0 ? 'all ok' : formatCounted(batch.failedCount, 'failed call');
  return {
    name: `Timeline of ${formatCounted(batch.callCount, 'call')} over ${formatDuration(makespanUs)}, ${failed}. Up and down move between calls, plus and minus zoom, left and right pan.`,
    endUs,
    endLabel: formatDuration(makespanUs),
    rows: prepareRows(batch),
    edges: prepareEdges(batch),
    path: preparePath(path, calls),
    legend: prepareLegend(calls, batch.edges.length > 0),
    inFlight,
    gaps: idleGaps(inFlight, endUs),
    scale: [{ startUs: 0, endUs, atUs: 0 }],
  };
}

function prepareRows(batch: BatchDetail): readonly TimelineRow[] {
  const bySeq = new Map(batch.calls.map((call) => [call.seq, call]));
  const before = new Map<number, number[]>();
  for (const { from, to } of batch.edges) before.set(to, [...(before.get(to) ?? []), from]);
  return batch.calls.map((call) =>
    prepareRow(
      call,
      (before.get(call.seq) ?? []).flatMap((seq) => bySeq.get(seq) ?? []),
    ),
  );
}

function prepareEdges({ calls, edges }: BatchDetail): readonly TimelineEdge[] {
  const indexBySeq = new Map(calls.map((call, index) => [call.seq, index]));
  return edges.flatMap(({ from, to }) => {
    const [fromIndex, toIndex] = [indexBySeq.get(from), indexBySeq.get(to)];
    if (fromIndex === undefined || toIndex === undefined) return [];
    return [{ fromIndex, toIndex, atUs: calls[fromIndex]?.endUs ?? 0 }];
  });
}
