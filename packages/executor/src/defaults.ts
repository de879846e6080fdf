/** What holds where nothing is said. */
export const DEFAULTS = Object.freeze({
  maxConcurrency: 10,
  timeoutMs: 30_000,
  onError: 'continue',
  deadlineMs: Number.POSITIVE_INFINITY,
  abandonGraceMs: 30_000,
  maxCalls: Number.POSITIVE_INFINITY,
  retryInitialDelayMs: 200,
  retryMaxDelayMs: 10_000,
  maxRetryAfterMs: 60_000,
  circuitConsecutiveFailures: 5,
  circuitWindowSize: 20,
  circuitOpenMs: 30_000,
  cacheMaxEntries: 1_000,
  adaptiveMin: 1,
  adaptiveMax: 100,
  latencyTolerance: 2,
} as const);
