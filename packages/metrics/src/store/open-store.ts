import type { Location } from './location.js';
import type { ReadStore, Store } from './store.js';

/**
 * Opens a database for writing, and creates in it what is missing. The code of a database is loaded when it is opened.
 *
 * @param nowMs - Epoch ms, noted with migrations.
 * @throws {StoreError} `DATABASE_BUSY`, `WRITE_FAILED` (try again), `DATABASE_UNREADABLE`, `SCHEMA_NEWER`, `SCHEMA_MISSING`
 */
export async function openStoreForWriting(location: Location, nowMs: number): Promise<Store> {
  switch (location.kind) {
    case 'sqlite':
      return (await import('./open-for-writing.js')).openForWriting(location.file, nowMs);
    case 'postgresql':
      return (await import('./postgresql-store.js')).openPostgresqlForWriting(location, nowMs);
    default:
      return location satisfies never;
  }
}

/**
 * Opens a database for reading; never writes to it.
 *
 * @throws {StoreError} `DATABASE_NOT_FOUND`, `DATABASE_UNREADABLE`, `DATABASE_BUSY`, `SCHEMA_MISSING`, `SCHEMA_OLDER`, `SCHEMA_NEWER`
 */
export async function openStoreForReading(location: Location): Promise<ReadStore> {
  switch (location.kind) {
    case 'sqlite':
      return (await import('./open-for-reading.js')).openForReading(location.file);
    case 'postgresql':
      return (await import('./postgresql-store.js')).openPostgresqlForReading(location);
    default:
      return location satisfies never;
  }
}
