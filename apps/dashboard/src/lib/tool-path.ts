/**
 * Where a tool's page is. A name comes from a model, and any text is one segment: `.` and `..`, which a browser takes for
 * steps however they are written, get a `~` in front, as do names that begin with one.
 */
export function toolPath(toolName: string): string {
  return `/tools/${encodeURIComponent(/^(\.*$|~)/.test(toolName) ? `~${toolName}` : toolName)}`;
}

/** The name that a segment, already decoded, stands for. */
export function toolNameOf(segment: string): string {
  return segment.startsWith('~') ? segment.slice(1) : segment;
}
