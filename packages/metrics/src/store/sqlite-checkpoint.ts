import Database from 'better-sqlite3';

/**
 * Moves the write-ahead log into the file and empties it, as far as that goes without waiting: readers and writers go on,
 * and what one of them still needs stays in the log.
 *
 * @returns Whether the log is empty now.
 * @throws What better-sqlite3 throws.
 */
export function checkpoint(file: string): boolean {
  const database = new Database(file, { fileMustExist: true, timeout: 0 });
  try {
    // Only emptying takes the lock of those who write: first all that can be moved without it.
    database.pragma('wal_checkpoint(PASSIVE)');
    const [row] = database.pragma('wal_checkpoint(TRUNCATE)') as readonly { readonly busy: number }[];
    return row?.busy === 0;
  } finally {
    database.close();
  }
}
