import { statSync } from 'node:fs';

/**
 * Names the file a path leads to right now; null when there is none. Whoever keeps a file open compares it, to notice that
 * the file was removed or put in place anew.
 */
export function fileIdentity(file: string): string | null {
  try {
    const { dev, ino } = statSync(file, { bigint: true });
    return `${dev}:${ino}`;
  } catch {
    return null;
  }
}
