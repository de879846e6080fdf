import type { Overview, ToolLatency } from '../queries/types.js';

const HEAD = ['tool', 'calls', 'failed', 'retries', 'p50 ms', 'p95 ms', 'p99 ms', 'wait p95 ms'];
/** Longest name shown: names come from models. */
const MAX_NAME_CHARS = 40;

/** The tools of a range as a table for a terminal, and a line about all of them. */
export function statsTable(overview: Overview, tools: readonly ToolLatency[], toolCount: number): string {
  const speedup = overview.speedup === null ? '—' : `${overview.speedup.toFixed(2)}×`;
  const summary = `${overview.batchCount} batches, ${overview.callCount} calls, ${overview.failedCount} failed, speedup ${speedup}`;
  if (tools.length === 0) return summary;
  const rows = [HEAD, ...tools.map(rowOf)];
  const widths = HEAD.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const lines = rows.map((row) =>
    row
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0)))
      .join('  '),
  );
  const left = toolCount > tools.length ? [`${tools.length} of ${toolCount} tools`] : [];
  return [summary, '', ...lines, ...left].join('\n');
}

function rowOf(tool: ToolLatency): readonly string[] {
  const counts = [tool.callCount, tool.failedCount, tool.retryCount].map(String);
  const times = [tool.runP50Us, tool.runP95Us, tool.runP99Us, tool.waitP95Us].map(inMs);
  return [printable(tool.toolName), ...counts, ...times];
}

function inMs(us: number | null): string {
  return us === null ? '—' : (us / 1000).toFixed(1);
}

/** A name may hold what a terminal obeys. */
function printable(name: string): string {
  const shown = name.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '\ufffd');
  return shown.length <= MAX_NAME_CHARS ? shown : `${shown.slice(0, MAX_NAME_CHARS - 1)}…`;
}
