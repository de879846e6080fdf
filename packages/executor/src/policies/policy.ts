/** An attempt that came to nothing, as a policy sees it. */
export interface FailedAttempt {
  /** Counted from 1. */
  readonly attempt: number;
  readonly outcome: 'error' | 'timeout';
  /** What the tool threw, or the timeout's error. */
  readonly thrown: unknown;
  /** Uniform in [0, 1). */
  readonly random: () => number;
}

/**
 * A rule around the attempts of a tool's calls: one object per tool, made from its options. The call asks the policies of
 * its tool in their order; one that has nothing to say is silent.
 */
export interface Policy {
  /** After a failed attempt. @returns Milliseconds until the next one; null to leave it at that. */
  retryInMs?(failed: FailedAttempt): number | null;
}
