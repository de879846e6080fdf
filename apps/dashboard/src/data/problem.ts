import type { MetricsErrorCode } from '@parallel-tools/metrics/queries';

/** Why there are no numbers to show. */
export interface DatabaseProblem {
  readonly kind:
    | 'absent'
    | 'schema-missing'
    | 'schema-older'
    | 'schema-newer'
    | 'unreadable'
    | 'too-slow'
    | 'invalid-url';
  /** What the reader said; empty when it adds nothing. */
  readonly detail: string;
}

/** `QUESTION_TIMEOUT` and `READER_ENDED` are the server's: server/reader-process.ts. */
type ProblemCode = MetricsErrorCode | 'QUESTION_TIMEOUT' | 'READER_ENDED';

const KINDS: Readonly<Partial<Record<ProblemCode, DatabaseProblem['kind']>>> = {
  DATABASE_NOT_FOUND: 'absent',
  DATABASE_UNREADABLE: 'unreadable',
  SCHEMA_MISSING: 'schema-missing',
  SCHEMA_OLDER: 'schema-older',
  SCHEMA_NEWER: 'schema-newer',
  INVALID_URL: 'invalid-url',
  QUESTION_TIMEOUT: 'too-slow',
  READER_ENDED: 'unreadable',
};

/** What a failed read means for the page; null for an error that is not about the database. */
export function problemOf(error: unknown): DatabaseProblem | null {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return null;
  if (!Object.hasOwn(KINDS, error.code)) return null;
  const kind = KINDS[error.code as ProblemCode];
  return kind === undefined ? null : { kind, detail: error.message };
}
