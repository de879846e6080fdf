/** Beyond this many UTF-16 code units messages of one group may differ. */
const MAX_CHARS = 200;

/**
 * What messages of one kind of failure have in common: ids, addresses, quoted texts and numbers give way to `…`.
 *
 * @example
 * normaliseMessage("connect ECONNREFUSED 192.0.2.7:443"); // => 'connect ECONNREFUSED …'
 */
export function normaliseMessage(message: string): string {
  return message
    .slice(0, 4 * MAX_CHARS)
    .replace(/"[^"]*"|'[^']*'|`[^`]*`/g, '…')
    .replace(/\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/gi, '…')
    .replace(/\b(?=[0-9a-f]*\d)[0-9a-f]{8,}\b/gi, '…')
    .replace(/\d+(?:[.:,]\d+)*/g, '…')
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, MAX_CHARS);
}
