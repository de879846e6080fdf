/** How failed attempts of a tool are repeated. */
export interface RetryOptions {
  /** Attempts after the first. A non-negative integer. */
  readonly maxRetries: number;
  /**
   * Backoff before the first retry, in ms, counted from the end of the failed attempt; doubled for each further one.
   * From 0 to 2,147,483,647.
   * @defaultValue 200
   */
  readonly initialDelayMs?: number | undefined;
  /**
   * Longest backoff, in ms. From 0 to 2,147,483,647.
   * @defaultValue 10_000
   */
  readonly maxDelayMs?: number | undefined;
  /**
   * Longest wait, in ms, that an error may ask for (`Retry-After`): one that asks for more is not retried.
   * @defaultValue 60_000
   */
  readonly maxRetryAfterMs?: number | undefined;
  /**
   * Whether what was thrown may be tried again; a timeout comes as an `ExecutorError`. One that throws says no.
   * @defaultValue all but errors with `isRetryable: false` and those with an HTTP status that says that the request was
   *   wrong: 4xx without 408, 409, 425, 429
   */
  readonly retryOn?: ((thrown: unknown, attempt: number) => boolean) | undefined;
}

/** When a tool that fails is left alone for a while. */
export interface CircuitBreakerOptions {
  /**
   * Opens after this many failed attempts in a row. A positive integer.
   * @defaultValue 5, unless `failureRatio` is given
   */
  readonly consecutiveFailures?: number | undefined;
  /** Opens when more than this share of the last `windowSize` attempts failed; between 0 and 1, both excluded. */
  readonly failureRatio?: number | undefined;
  /**
   * Attempts that `failureRatio` looks at; before there are as many it does not open. From 1 to 16,777,216.
   * @defaultValue 20
   */
  readonly windowSize?: number | undefined;
  /**
   * How long it stays open, in ms, before one attempt probes whether the tool works again. A positive number.
   * @defaultValue 30_000
   */
  readonly openMs?: number | undefined;
  /**
   * What calls do while it is open: `'refuse'` ends them at once with `CIRCUIT_OPEN` and when to ask again; `'wait'` lets them
   * queue. While the one attempt probes, all wait for it.
   * @defaultValue 'refuse'
   */
  readonly whenOpen?: 'refuse' | 'wait' | undefined;
  /**
   * Whether what was thrown counts as a failure of the tool; a timeout always does. One that throws says yes.
   * @defaultValue all but errors with an HTTP status that says that the request was wrong: 4xx without 408, 409, 425, 429
   */
  readonly isFailure?: ((thrown: unknown) => boolean) | undefined;
}

/** How often a tool may start. */
export interface RateLimitOptions {
  /** Attempts that may start in any `intervalMs`. From 1 to 16,777,216. */
  readonly maxStarts: number;
  /** In ms; positive. */
  readonly intervalMs: number;
}

/** What is remembered of a tool's results. Only for tools with `effects: 'read'`. */
// biome-ignore lint/suspicious/noExplicitAny: the argument type of `cacheKey` is contravariant; a tool knows its own.
export interface CacheOptions<Args = any> {
  /** How long an output is given to calls with the same arguments, in ms; 0 shares runs in flight alone, `Infinity` keeps it. */
  readonly ttlMs: number;
  /**
   * Most outputs that are kept; the one used longest ago goes first. From 1 to 16,777,216.
   * @defaultValue 1_000
   */
  readonly maxEntries?: number | undefined;
  /**
   * Whether a call with the same arguments as one that is queued or runs waits for its result instead of running itself. The
   * timeout is that of the call that runs. When that one is cancelled, another goes on with the run, also if its batch has no
   * free slot of its own then. Calls that hold resources are not shared.
   * @defaultValue true
   */
  readonly shareInFlight?: boolean | undefined;
  /**
   * What calls with the same result have in common, given their arguments and the batch's `context`; `null` for a call that is
   * neither cached nor shared, as is one for which it throws.
   * @defaultValue the arguments as JSON, with keys in order; null where they hold more than JSON can
   */
  readonly cacheKey?: ((args: Args, context: unknown) => string | null) | undefined;
}

/**
 * When a second attempt joins a slow one; what settles first counts. Only for tools with `effects: 'read'`. Of two attempts the
 * first that asks the executor for calls of its own goes on alone.
 */
export interface HedgeOptions {
  /**
   * After how long, in ms, from the start of the attempt. A positive number.
   * @defaultValue the 95th percentile of the tool's last 100 `ok` runs, once there are 20
   */
  readonly afterMs?: number | undefined;
}

/**
 * Lets a limit find itself: up by one while it is used and all goes well, down by a share when the other side is overloaded.
 * `maxConcurrency` is where it starts, or goes on from where `configure` gives one, and no bound: that is `max`. Turned off, the
 * limit is `maxConcurrency` again.
 */
export interface AdaptiveLimitOptions {
  /**
   * Where it starts: a positive integer between `min` and `max`.
   * @defaultValue `maxConcurrency` where one is given, else 10; brought between `min` and `max`
   */
  readonly initial?: number | undefined;
  /** @defaultValue 1 */
  readonly min?: number | undefined;
  /** @defaultValue 100 */
  readonly max?: number | undefined;
  /**
   * A mean run time above this many times what it was at best counts as overload. More than 1.
   * @defaultValue 2
   */
  readonly latencyTolerance?: number | undefined;
}

/** What surrounds the attempts of a tool; all off unless given. */
// biome-ignore lint/suspicious/noExplicitAny: as of `CacheOptions`.
export interface PolicyOptions<Args = any> {
  /** Only for tools with `effects: 'read'` or `idempotent: true`. A call that backs off holds no slot. */
  readonly retry?: RetryOptions | undefined;
  readonly circuitBreaker?: CircuitBreakerOptions | undefined;
  /** Also learns from `Retry-After`. A call that waits for it holds no slot. */
  readonly rateLimit?: RateLimitOptions | undefined;
  readonly cache?: CacheOptions<Args> | undefined;
  readonly hedge?: HedgeOptions | undefined;
  readonly adaptiveLimit?: AdaptiveLimitOptions | undefined;
}

/** The policies a tool may have. */
export const POLICY_NAMES = ['cache', 'circuitBreaker', 'rateLimit', 'adaptiveLimit', 'hedge', 'retry'] as const;
