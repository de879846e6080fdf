import type { SessionRow } from '@parallel-tools/metrics/queries';
import {
  formatCount,
  formatCounted,
  formatDateTime,
  formatDuration,
  formatRatio,
  formatWholePercent,
} from '@/lib/format';

/** A row of the list of sessions. */
export interface SessionItem {
  readonly sessionId: string;
  readonly agent: string | null;
  readonly startedAt: string;
  readonly turns: string;
  /** "2 could be joined"; null where none could. */
  readonly missed: string | null;
  readonly calls: string;
  readonly failed: string;
  readonly span: string;
  readonly inTools: string;
  readonly speedup: string;
  /** Of the session's length, in which tools ran; 0 to 1. */
  readonly toolShare: number;
  readonly toolPercent: string;
}

export function prepareSessionList(rows: readonly SessionRow[]): readonly SessionItem[] {
  return rows.map((row) => {
    const spanUs = spanOf(row);
    const toolUs = Math.min(spanUs, row.makespanUs);
    return {
      sessionId: row.sessionId,
      agent: row.agent,
      startedAt: formatDateTime(row.firstStartedAtMs),
      turns: formatCount(row.batchCount),
      missed: row.missedCount === 0 ? null : `${formatCount(row.missedCount)} could be joined`,
      calls: formatCount(row.callCount),
      failed: formatCount(row.failedCount),
      span: formatDuration(spanUs),
      inTools: formatDuration(row.makespanUs),
      speedup: formatRatio(row.makespanUs === 0 ? null : row.sequentialUs / row.makespanUs),
      toolShare: spanUs === 0 ? 0 : toolUs / spanUs,
      toolPercent: formatWholePercent(toolUs, spanUs),
    };
  });
}

/** "Agents waited for tools 38 % of the time in these 12 sessions." */
export function sessionsSentence(rows: readonly SessionRow[]): string {
  const spanUs = rows.reduce((sum, row) => sum + spanOf(row), 0);
  const toolUs = rows.reduce((sum, row) => sum + Math.min(spanOf(row), row.makespanUs), 0);
  const whose = rows.length === 1 ? 'this session' : `these ${formatCounted(rows.length, 'session')}`;
  return `Agents waited for tools ${formatWholePercent(toolUs, spanUs)} of the time in ${whose}: ${formatDuration(toolUs)} of ${formatDuration(spanUs)}.`;
}

// The end is whole ms, a makespan µs: a session of one turn must not be shorter than it.
function spanOf({ firstStartedAtMs, endedAtMs, batchCount, makespanUs }: SessionRow): number {
  return batchCount === 1 ? makespanUs : (endedAtMs - firstStartedAtMs) * 1000;
}
