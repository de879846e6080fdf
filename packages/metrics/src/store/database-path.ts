import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { StoreError } from '../errors.js';

/**
 * The absolute path a database URL names. A relative one is taken from the working directory, once.
 *
 * @throws {StoreError} `INVALID_URL` for anything but `file:` and a path.
 * @example
 * databasePath('file:./parallel-tools.db'); // => '/home/ada/agent/parallel-tools.db'
 */
export function databasePath(url: string): string {
  const scheme = /^([a-z][a-z0-9+.-]+):/i.exec(url)?.[1]?.toLowerCase();
  if (scheme !== 'file') throw invalid(url, 'it must be file: and a path, or a postgresql: URL');
  const file = url.startsWith('file://') ? pathOfFileUrl(url) : url.slice('file:'.length);
  if (file === '' || file.includes('\0')) throw invalid(url, 'the path after file: is missing');
  if (file === ':memory:') throw invalid(url, 'a database in memory could not be read by anyone else; name a file');
  if (file.includes('?')) throw invalid(url, 'parameters are not supported');
  return path.resolve(file);
}

function pathOfFileUrl(url: string): string {
  try {
    return fileURLToPath(url);
  } catch (cause) {
    throw invalid(url, 'it names no file of this machine', { cause });
  }
}

function invalid(url: string, reason: string, options?: ErrorOptions): StoreError {
  return new StoreError('INVALID_URL', `Not a usable database URL (${withoutPassword(url)}): ${reason}`, options);
}

function withoutPassword(url: string): string {
  return url.replace(/\/\/[^@/]*@/, '//***@');
}
