import { StoreError } from '../errors.js';
import type { Migration, MigrationState } from './migration-state.js';

/**
 * What a writer still has to apply.
 *
 * @param shown - How the database is called in messages.
 * @throws {StoreError} `SCHEMA_NEWER`, or `SCHEMA_MISSING` when the database belongs to something else.
 */
export function pendingMigrations(
  state: MigrationState,
  known: readonly Migration[],
  shown: string,
): readonly Migration[] {
  switch (state.kind) {
    case 'empty':
      return known;
    case 'known':
      return state.pending;
    case 'newer':
      throw newerSchema(shown, state.unknownName);
    case 'foreign':
      throw new StoreError(
        'SCHEMA_MISSING',
        `${shown} holds another application's tables: give Parallel Tools a database of its own`,
      );
    default:
      return state satisfies never;
  }
}

/**
 * Passes when a reader finds all it needs.
 *
 * @throws {StoreError} `SCHEMA_NEWER`, `SCHEMA_OLDER`, `SCHEMA_MISSING`
 */
export function requireMigrated(state: MigrationState, shown: string): void {
  if (state.kind === 'newer') throw newerSchema(shown, state.unknownName);
  if (state.kind !== 'known') {
    throw new StoreError('SCHEMA_MISSING', `${shown} holds no tables of Parallel Tools yet`);
  }
  if (state.pending.length === 0) return;
  throw new StoreError(
    'SCHEMA_OLDER',
    `${shown} was written by an older version: the next recorder of this version that opens it brings it up to date`,
  );
}

function newerSchema(shown: string, migrationName: string): StoreError {
  return new StoreError(
    'SCHEMA_NEWER',
    `${shown} was written by a newer version (it has the migration ${migrationName}): update @parallel-tools/metrics`,
  );
}
