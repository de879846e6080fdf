import 'server-only';

import { statSync } from 'node:fs';
import { type MetricsReader, openMetrics } from '@parallel-tools/metrics/queries';
import { resolveDatabase } from './database-url';

/** The database this process shows. Package managers change into the package and leave the caller's directory here. */
export const database = resolveDatabase(process.env.DATABASE_URL, process.env.INIT_CWD ?? process.cwd());

interface OpenReader {
  readonly reader: MetricsReader;
  /** The file it was opened on; another file at the same path needs another reader. */
  readonly fileId: string | null;
  readCount: number;
  isRetired: boolean;
}

// On the process, not in the module: pages are bundled apart, and must not open one reader each.
const holder = globalThis as typeof globalThis & { parallelToolsReader?: OpenReader };

/**
 * Reads with the one reader of this process, opened when first needed. After an error, or when the file was replaced,
 * the next read opens a new one, so that the dashboard recovers by itself.
 */
export async function readMetrics<T>(read: (reader: MetricsReader) => Promise<T>): Promise<T> {
  const open = current();
  open.readCount += 1;
  try {
    return await read(open.reader);
  } catch (error) {
    retire(open);
    throw error;
  } finally {
    open.readCount -= 1;
    closeWhenUnused(open);
  }
}

function current(): OpenReader {
  const fileId = fileIdentity();
  const existing = holder.parallelToolsReader;
  if (existing !== undefined && existing.fileId === fileId) return existing;
  if (existing !== undefined) retire(existing);
  const opened = { reader: openMetrics({ url: database.url }), fileId, readCount: 0, isRetired: false };
  holder.parallelToolsReader = opened;
  return opened;
}

function fileIdentity(): string | null {
  if (!database.url.startsWith('file:')) return null;
  const stats = statSync(database.shownPath, { throwIfNoEntry: false });
  return stats === undefined ? null : `${stats.dev}:${stats.ino}`;
}

function retire(open: OpenReader): void {
  open.isRetired = true;
  if (holder.parallelToolsReader === open) delete holder.parallelToolsReader;
  closeWhenUnused(open);
}

// Panels read side by side: the last one out closes the door.
function closeWhenUnused(open: OpenReader): void {
  if (!open.isRetired || open.readCount > 0) return;
  // A reader that failed may fail to close as well; there is nobody left to tell.
  open.reader.close().catch(() => undefined);
}
