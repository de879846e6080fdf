/**
 * A value as JSON with the keys of every object in order, so that equal values give equal text.
 *
 * @returns Null for what JSON cannot tell apart from something else: a `Date`, a `Map`, `NaN`, a function, a cycle, a value too deep.
 * @see RFC 8785, JSON Canonicalization Scheme, for the idea; keys are ordered by UTF-16 code units as there.
 */
export function canonicalJson(value: unknown): string | null {
  try {
    return write(value);
  } catch {
    // Too deep for the stack, which a cycle is as well, or a getter that throws.
    return null;
  }
}

function write(value: unknown): string | null {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'number') return Number.isFinite(value) ? JSON.stringify(value) : null;
  if (typeof value !== 'object') return null;
  if (Array.isArray(value)) return writeAll(value, '[', ']', write);
  const prototype = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) return null;
  const object = value as Record<string, unknown>;
  // What is undefined is as good as not there, as in JSON.
  const keys = Object.keys(object).filter((key) => object[key] !== undefined);
  return writeAll(keys.sort(), '{', '}', (key) => {
    const written = write(object[key]);
    return written === null ? null : `${JSON.stringify(key)}:${written}`;
  });
}

function writeAll<Item>(
  items: readonly Item[],
  open: string,
  close: string,
  writeItem: (item: Item) => string | null,
): string | null {
  const parts: string[] = [];
  for (const item of items) {
    const part = writeItem(item);
    if (part === null) return null;
    parts.push(part);
  }
  return open + parts.join(',') + close;
}
