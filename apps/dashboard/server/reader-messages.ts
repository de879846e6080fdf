// What the server and the process that reads the database tell each other.

/** A question: a method of `MetricsReader` and what it is given. */
export interface ReaderRequest {
  readonly id: number;
  readonly name: string;
  readonly args: readonly unknown[];
}

/** What came of it. */
export type ReaderMessage =
  | { readonly type: 'answer'; readonly id: number; readonly value: unknown }
  | { readonly type: 'failure'; readonly id: number; readonly error: SentError };

/** An error as it crosses: classes do not. */
export interface SentError {
  readonly name: string;
  readonly message: string;
  readonly code: string | null;
}
