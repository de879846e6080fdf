/** @throws {TypeError} When a call has no id, or that of another. */
export function checkIds(toolCalls: readonly { readonly id?: unknown }[]): void {
  const taken = new Set<string>();
  for (const { id } of toolCalls) {
    if (typeof id !== 'string' || id.trim() === '' || taken.has(id))
      throw new TypeError(`every tool call needs an id of its own, got ${JSON.stringify(id)}: its answer is nobody's`);
    taken.add(id);
  }
}
