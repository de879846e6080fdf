import { MIGRATIONS, type MigrationState } from '../store/migration-state.js';

/** One thing that was looked at. */
export interface Check {
  /** `look`: works, but something should be done. `broken`: cannot be used as it is. */
  readonly state: 'ok' | 'look' | 'broken';
  readonly text: string;
  /** What to do. */
  readonly advice?: string;
}

/** Of the migrations. */
export function checkMigrations(state: MigrationState): Check {
  switch (state.kind) {
    case 'empty':
      return { state: 'broken', text: 'it holds no tables', advice: 'run parallel-tools migrate, or start a recorder' };
    case 'foreign':
      return {
        state: 'broken',
        text: "it holds another application's tables",
        advice: 'give Parallel Tools a file, or a schema, of its own',
      };
    case 'newer':
      return {
        state: 'broken',
        text: `a newer version wrote it: it has the migration ${state.unknownName}`,
        advice: 'update @parallel-tools/metrics',
      };
    case 'known':
      return state.pending.length === 0
        ? { state: 'ok', text: `all ${MIGRATIONS.sqlite.length} migrations are applied` }
        : {
            state: 'broken',
            text: `pending migrations: ${state.pending.map(({ name }) => name).join(', ')}`,
            advice: 'run parallel-tools migrate, or start a recorder of this version',
          };
    default:
      return state satisfies never;
  }
}

/** What the tables should hold: `table.column`, and names of indexes. */
export interface Structure {
  readonly columns: ReadonlySet<string>;
  readonly indexes: ReadonlySet<string>;
}

/** Of the tables, beside what the migrations make. What is there besides is no fault. */
export function checkDrift(actual: Structure, expected: Structure): Check {
  const missing = [
    ...[...expected.columns].filter((name) => !actual.columns.has(name)),
    ...[...expected.indexes].filter((name) => !actual.indexes.has(name)),
  ];
  if (missing.length === 0) return { state: 'ok', text: 'tables, columns and indexes are those of the migrations' };
  return {
    state: 'broken',
    text: `missing, though its migration is applied: ${missing.join(', ')}`,
    advice: 'somebody changed the tables: restore a backup, or let a new database begin',
  };
}

export function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}
