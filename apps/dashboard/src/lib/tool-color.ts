const COLORED_TOOLS = 8;

/**
 * The colour of a tool: one of eight for the tools seen first, null for all others. It depends on nothing but the id,
 * so it is the same in every chart, filter and theme.
 */
export function toolColorIndex(toolId: number): number | null {
  return toolId >= 1 && toolId <= COLORED_TOOLS ? toolId : null;
}
