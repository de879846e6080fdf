/** Throws unless every call has exactly one output, after it, and no id comes twice. */
export function checkItems(items: readonly object[]): void {
  const open = new Set<string>();
  const seen = new Set<string>();
  for (const [position, item] of items.entries()) {
    const { type, call_id } = item as { type?: string; call_id?: string };
    const fail = (problem: string) => {
      throw new Error(`item ${position} ${problem} in ${JSON.stringify(items, null, 1)}`);
    };
    if (type === 'function_call' || type === 'custom_tool_call') {
      if (!call_id?.trim() || seen.has(call_id)) fail('has no id of its own');
      seen.add(call_id as string);
      open.add(call_id as string);
    } else if (type === 'function_call_output' || type === 'custom_tool_call_output') {
      if (!open.delete(call_id as string)) fail('answers nothing');
    } else if (
      open.size > 0 &&
      (type === undefined || type === 'message') &&
      (item as { role?: string }).role === 'user'
    ) {
      fail('comes before the outputs');
    }
  }
  if (open.size > 0) throw new Error(`no output for ${[...open]}`);
}
