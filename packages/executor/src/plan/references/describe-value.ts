import { quoted } from './quoted.js';

const MOST_KEYS = 10;

/**
 * What a value is, without what it holds: its type, its length, the names of its first keys. Never throws.
 *
 * @example
 * describeValue(['secret']); // => 'an array of 1'
 */
export function describeValue(value: unknown): string {
  if (value === null) return 'null';
  if (value === undefined) return 'nothing';
  if (typeof value === 'string') return `a string of ${value.length} characters`;
  if (typeof value !== 'object') return `a ${typeof value}`;
  try {
    return Array.isArray(value) ? `an array of ${value.length}` : describeKeys(Object.keys(value));
  } catch {
    return 'an object that cannot be read';
  }
}

function describeKeys(keys: readonly string[]): string {
  if (keys.length === 0) return 'an object without keys';
  const names = keys.slice(0, MOST_KEYS).map(quoted).join(', ');
  const more = keys.length > MOST_KEYS ? ` and ${keys.length - MOST_KEYS} more` : '';
  return `an object with ${keys.length === 1 ? 'the key' : 'the keys'} ${names}${more}`;
}
