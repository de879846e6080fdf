import type { ToolLatency } from '@parallel-tools/metrics/queries';
import type { ToolColor } from '@/lib/tool-color';

/** Finds the colour of a tool by its name; null stands for all tools, which have none. */
export function toolColorsOf(tools: readonly ToolLatency[]): (toolName: string | null) => ToolColor {
  const colors = new Map(tools.map(({ toolName, color }) => [toolName, color]));
  return (toolName) => colors.get(toolName ?? '') ?? null;
}
