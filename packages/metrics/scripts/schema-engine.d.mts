export const SCHEMA_PATH: string;
export const MIGRATIONS_FOLDER: string;
export function pendingSql(): Promise<string | null>;
export function deployWithPrisma(databasePath: string): Promise<{
  readonly history: object | null;
  readonly editedMigrationNames: readonly string[];
  readonly failedMigrationNames: readonly string[];
  readonly newlyApplied: readonly string[];
}>;
