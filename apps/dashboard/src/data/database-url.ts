import path from 'node:path';

const DEFAULT_URL = 'file:./parallel-tools.db';

/** Where the metrics are, as given and as an absolute path. */
export interface DatabaseLocation {
  /** The URL with an absolute path: also what a recorder should be given. */
  readonly url: string;
  /** Absolute path of the file; for other URLs the URL itself, without what follows its scheme's user name. */
  readonly shownPath: string;
}

/**
 * Resolves the database of this process once and for all, so that what is shown is what is opened.
 *
 * @param given - The environment's `DATABASE_URL`.
 * @param directory - What a relative path starts from: where the command was called, not where the package lies.
 */
export function resolveDatabase(given: string | undefined, directory: string): DatabaseLocation {
  const url = given === undefined || given === '' ? DEFAULT_URL : given;
  if (!url.startsWith('file:')) return { url, shownPath: withoutCredentials(url) };
  const file = url.startsWith('file://') ? url.slice('file://'.length) : url.slice('file:'.length);
  const shownPath = path.resolve(directory, file);
  return { url: `file:${shownPath}`, shownPath };
}

function withoutCredentials(url: string): string {
  return url.replace(/^([a-z+]+:\/\/)[^@/]*@/i, '$1');
}
