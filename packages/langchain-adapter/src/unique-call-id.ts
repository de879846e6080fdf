/**
 * The id itself where it is there and free, else a new one made from it.
 *
 * @example
 * uniqueCallId('a', new Set(['a'])); // => 'a#2'
 * uniqueCallId(undefined, new Set()); // => 'call#1'
 */
export function uniqueCallId(id: string | undefined, takenIds: ReadonlySet<string>): string {
  if (id && !takenIds.has(id)) return id;
  const base = id || 'call';
  let count = id ? 2 : 1;
  while (takenIds.has(`${base}#${count}`)) count += 1;
  return `${base}#${count}`;
}
