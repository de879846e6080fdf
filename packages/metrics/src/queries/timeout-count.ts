import type { ToolCell } from '../rollups/tool-cell.js';

/** Calls that ended by a timeout: an error by status, shown as a kind of its own. */
export function timeoutCount(cell: ToolCell | undefined): number {
  return cell?.maps.failures.get('error/TOOL_TIMEOUT') ?? 0;
}
