/**
 * The keys of a JSON Pointer; null where the text is none.
 *
 * @see RFC 6901
 * @example
 * parseJsonPointer('/items/0/a~1b'); // => ['items', '0', 'a/b']
 */
export function parseJsonPointer(pointer: string): readonly string[] | null {
  if (pointer === '') return [];
  if (!pointer.startsWith('/') || /~(?![01])/.test(pointer)) return null;
  return pointer
    .slice(1)
    .split('/')
    .map((segment) => segment.replaceAll('~1', '/').replaceAll('~0', '~'));
}

/** The JSON Pointer of keys. */
export function formatJsonPointer(path: readonly string[]): string {
  return path.map((segment) => `/${segment.replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}
