import { check, checkConcurrency } from '../check.js';
import { DEFAULTS } from '../defaults.js';
import type { Effects } from '../types.js';
import type {
  AdaptiveLimitOptions,
  CacheOptions,
  CircuitBreakerOptions,
  PolicyOptions,
  RateLimitOptions,
  RetryOptions,
} from './policy-options.js';

/** What a timer can wait: 24 days. */
const LONGEST_DELAY_MS = 2 ** 31 - 1;
/** Places for what a policy remembers are made at once: more than this is no bound but a mistake. */
const MOST_REMEMBERED = 2 ** 24;

/** Names an option in an error. */
type Option = (key: string) => string;

/** What of a tool decides which policies it may have. */
export interface Repeatable {
  readonly effects?: Effects | undefined;
  readonly idempotent?: boolean | undefined;
}

/** @throws {ExecutorError} `INVALID_OPTION`, naming option and value. */
export function checkPolicies(options: PolicyOptions, tool: Repeatable, option: Option): void {
  const { retry, circuitBreaker, rateLimit, cache, hedge, adaptiveLimit } = options;
  const mayRepeat = tool.effects === 'read' || tool.idempotent === true;
  checkGiven(retry, option, 'retry', (given) => checkRetry(given, mayRepeat, tool, option));
  checkGiven(circuitBreaker, option, 'circuitBreaker', (given) => checkBreaker(given, option));
  checkGiven(rateLimit, option, 'rateLimit', (given) => checkRate(given, option));
  checkGiven(cache, option, 'cache', (given) => {
    checkReads('cache', 'an output that was kept cannot write', tool, option);
    checkCache(given, option);
  });
  checkGiven(hedge, option, 'hedge', ({ afterMs }) => {
    checkReads('hedge', 'two attempts at once may take effect twice', tool, option);
    if (afterMs !== undefined) checkMs(option('hedge.afterMs'), afterMs);
  });
  checkGiven(adaptiveLimit, option, 'adaptiveLimit', (given) => checkAdaptive(given, option));
}

/** What is not given, or is turned off by null, is right. */
function checkGiven<Given>(
  given: Given | null | undefined,
  option: Option,
  key: string,
  rest: (given: Given) => void,
): void {
  if (given === undefined || given === null) return;
  check(typeof given === 'object', option(key), 'must be an object', given);
  rest(given);
}

function checkReads(key: string, why: string, { effects = 'write' }: Repeatable, option: Option): void {
  check(effects === 'read', option(key), `needs effects: 'read'; ${why}; effects is`, effects);
}

function checkRetry(retry: RetryOptions, mayRepeat: boolean, { effects = 'write' }: Repeatable, option: Option): void {
  const rule = "needs effects: 'read' or idempotent: true; a repeated write may take effect twice; effects is";
  check(mayRepeat, option('retry'), rule, effects);
  checkCount(option('retry.maxRetries'), retry.maxRetries, 0);
  for (const key of ['initialDelayMs', 'maxDelayMs', 'maxRetryAfterMs'] as const) {
    const ms = retry[key];
    const holds = ms === undefined || (typeof ms === 'number' && ms >= 0 && ms <= LONGEST_DELAY_MS);
    check(holds, option(`retry.${key}`), `must be a number from 0 to ${LONGEST_DELAY_MS}`, ms);
  }
  checkFunction(option('retry.retryOn'), retry.retryOn);
}

function checkBreaker(breaker: CircuitBreakerOptions, option: Option): void {
  const { consecutiveFailures, failureRatio, windowSize, openMs, whenOpen, isFailure } = breaker;
  const of = (key: string) => option(`circuitBreaker.${key}`);
  if (consecutiveFailures !== undefined) checkCount(of('consecutiveFailures'), consecutiveFailures, 1);
  if (failureRatio !== undefined) {
    check(consecutiveFailures === undefined, of('failureRatio'), 'excludes consecutiveFailures', failureRatio);
    const isShare = typeof failureRatio === 'number' && failureRatio > 0 && failureRatio < 1;
    check(isShare, of('failureRatio'), 'must be between 0 and 1', failureRatio);
  }
  if (windowSize !== undefined) {
    check(failureRatio !== undefined, of('windowSize'), 'needs failureRatio', windowSize);
    checkRemembered(of('windowSize'), windowSize);
  }
  if (openMs !== undefined) checkMs(of('openMs'), openMs);
  check(
    whenOpen === undefined || whenOpen === 'refuse' || whenOpen === 'wait',
    of('whenOpen'),
    "must be 'refuse' or 'wait'",
    whenOpen,
  );
  checkFunction(of('isFailure'), isFailure);
}

function checkRate({ maxStarts, intervalMs }: RateLimitOptions, option: Option): void {
  checkRemembered(option('rateLimit.maxStarts'), maxStarts);
  checkMs(option('rateLimit.intervalMs'), intervalMs);
}

function checkCache({ ttlMs, maxEntries, shareInFlight, cacheKey }: CacheOptions, option: Option): void {
  check(typeof ttlMs === 'number' && ttlMs >= 0, option('cache.ttlMs'), 'must be a number ≥ 0 or Infinity', ttlMs);
  if (maxEntries !== undefined) checkRemembered(option('cache.maxEntries'), maxEntries);
  const isFlag = shareInFlight === undefined || typeof shareInFlight === 'boolean';
  check(isFlag, option('cache.shareInFlight'), 'must be true or false', shareInFlight);
  checkFunction(option('cache.cacheKey'), cacheKey);
}

/** @throws {ExecutorError} `INVALID_OPTION`. */
export function checkAdaptive(adaptive: AdaptiveLimitOptions, option: Option): void {
  const { initial, min = DEFAULTS.adaptiveMin, max = DEFAULTS.adaptiveMax, latencyTolerance } = adaptive;
  const of = (key: string) => option(`adaptiveLimit.${key}`);
  checkCount(of('min'), min, 1);
  checkConcurrency(of('max'), max);
  check(max >= min, of('max'), `must not be below min, which is ${min}`, max);
  const inRange = initial === undefined || (initial >= min && initial <= max);
  if (initial !== undefined) checkCount(of('initial'), initial, 1);
  check(inRange, of('initial'), `must be between min and max, ${min} and ${max}`, initial);
  const isTolerance = latencyTolerance === undefined || (typeof latencyTolerance === 'number' && latencyTolerance > 1);
  check(isTolerance, of('latencyTolerance'), 'must be more than 1', latencyTolerance);
}

function checkCount(option: string, value: unknown, least: number): void {
  const holds = Number.isSafeInteger(value) && (value as number) >= least;
  check(holds, option, `must be an integer ≥ ${least}`, value);
}

function checkRemembered(option: string, value: unknown): void {
  const holds = Number.isSafeInteger(value) && (value as number) >= 1 && (value as number) <= MOST_REMEMBERED;
  check(holds, option, `must be an integer from 1 to ${MOST_REMEMBERED}`, value);
}

function checkMs(option: string, value: unknown): void {
  const holds = typeof value === 'number' && value > 0 && value <= LONGEST_DELAY_MS;
  check(holds, option, `must be a positive number of ms, at most ${LONGEST_DELAY_MS}`, value);
}

function checkFunction(option: string, value: unknown): void {
  check(value === undefined || typeof value === 'function', option, 'must be a function', value);
}
