import type { ToolCall } from '../src/types.js';

/** Calls `c1`, `c2`, … of the named tools. */
export function callsOf(...names: readonly string[]): ToolCall[] {
  return names.map((name, index) => ({ id: `c${index + 1}`, name, args: {} }));
}
