/** The colour stored with a tool, 1 to 8: it never changes with filter, page or theme. Null for every further tool. */
export type ToolColor = number | null;

/** What marks of a tool are drawn in. */
export function toolFill(color: ToolColor): string {
  return color === null ? 'var(--tool-other)' : `var(--tool-${color})`;
}
