import path from 'node:path';
import { fileURLToPath } from 'node:url';

const DEFAULT_URL = 'file:./parallel-tools.db';

/** Where the metrics are. */
export interface DatabaseLocation {
  /** With an absolute path. May hold a password: never shown. */
  readonly url: string;
  /** What a recorder should be given, without credentials. */
  readonly shownUrl: string;
  /** Absolute path of the file; for a URL that names none, the URL itself without credentials. */
  readonly shownPath: string;
}

/**
 * Resolves the database of this process once and for all, so that what is shown is what is opened. A URL that cannot be
 * opened is passed on as it is: the reader says what is wrong with it.
 *
 * @param given - The environment's `DATABASE_URL`.
 * @param directory - What a relative path starts from: where the command was called, not where the package lies.
 */
export function resolveDatabase(given: string | undefined, directory: string): DatabaseLocation {
  const url = given === undefined || given === '' ? DEFAULT_URL : given;
  const file = filePath(url);
  if (file === null) {
    const shown = withoutCredentials(url);
    return { url, shownUrl: shown, shownPath: shown };
  }
  const shownPath = path.resolve(directory, file);
  return { url: `file:${shownPath}`, shownUrl: `file:${shownPath}`, shownPath };
}

function filePath(url: string): string | null {
  if (!url.startsWith('file:')) return null;
  if (!url.startsWith('file://')) {
    const file = url.slice('file:'.length);
    return file === '' || file === ':memory:' ? null : file;
  }
  try {
    return fileURLToPath(url);
  } catch {
    return null;
  }
}

function withoutCredentials(url: string): string {
  // Up to the last @: a password may hold one, or a slash, where it was not escaped. Parameters may hold one too.
  return url.replace(/^([a-z+]+:\/\/).*@/is, '$1').replace(/([?&]password=)[^&]*/gi, '$1…');
}
