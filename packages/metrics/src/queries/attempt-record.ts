import type { AttemptOutcome, AttemptRecord } from '@parallel-tools/executor';

/** Columns of an attempt. */
export interface AttemptColumns {
  readonly seq: bigint;
  readonly attempt: bigint;
  readonly start_us: bigint;
  readonly end_us: bigint;
  readonly outcome: string;
  readonly hedge: boolean | null;
  readonly abandoned: boolean;
  readonly error_code: string | null;
  readonly error_message: string | null;
}

/** An attempt as it was recorded. */
export function attemptRecord(attempt: AttemptColumns): AttemptRecord {
  return {
    attempt: Number(attempt.attempt),
    startUs: Number(attempt.start_us),
    endUs: Number(attempt.end_us),
    outcome: attempt.outcome as AttemptOutcome,
    abandoned: attempt.abandoned,
    errorCode: attempt.error_code,
    errorMessage: attempt.error_message,
    ...(attempt.hedge === true && { hedge: true }),
  };
}
