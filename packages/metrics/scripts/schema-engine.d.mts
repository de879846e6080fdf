export type Target =
  | { readonly provider: 'sqlite'; readonly file: string }
  | { readonly provider: 'postgresql'; readonly url: string };
export function migrationsFolder(provider: Target['provider']): string;
export function pendingSql(target: Target): Promise<string | null>;
export function deployWithPrisma(target: Target): Promise<{
  readonly history: object | null;
  readonly editedMigrationNames: readonly string[];
  readonly failedMigrationNames: readonly string[];
  readonly newlyApplied: readonly string[];
}>;
