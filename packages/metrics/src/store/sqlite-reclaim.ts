import Database from 'better-sqlite3';
import { checkpoint } from './sqlite-checkpoint.js';

/** 2 MiB of pages: few enough to hold the lock only for moments. */
const PAGES_AT_ONCE = 512;

/**
 * Gives back to the disk some of the pages that deleted rows left free. Prisma's adapter would give back a single one: it
 * takes the first step of a statement for all of it.
 *
 * @returns Whether there is more.
 * @throws What better-sqlite3 throws.
 */
export function reclaim(file: string, busyTimeoutMs: number): boolean {
  const database = new Database(file, { fileMustExist: true, timeout: busyTimeoutMs });
  try {
    database.exec(`PRAGMA incremental_vacuum(${PAGES_AT_ONCE})`);
    const hasMore = database.pragma('freelist_count', { simple: true }) !== 0;
    // Until then the space is only free within the log. Readers may keep it from happening: then it happens later.
    if (!hasMore) checkpoint(file);
    return hasMore;
  } finally {
    database.close();
  }
}
