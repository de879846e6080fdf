import { availableParallelism } from 'node:os';
import { check } from '../check.js';

/** As of `Worker` of `node:worker_threads`. */
export interface ThreadResourceLimits {
  readonly maxOldGenerationSizeMb?: number | undefined;
  readonly maxYoungGenerationSizeMb?: number | undefined;
  readonly codeRangeSizeMb?: number | undefined;
  readonly stackSizeMb?: number | undefined;
}

/** The threads that run tools with `runIn: 'thread'`; none is started before the first call of one. */
export interface ThreadOptions {
  /**
   * Most threads. A positive integer.
   * @defaultValue the number of cores that Node may use
   */
  readonly maxThreads?: number | undefined;
  /**
   * After how long without work a thread ends, in ms. A number ≥ 0 or `Infinity`; no thread keeps the process alive
   * without work.
   * @defaultValue 10_000
   */
  readonly idleTimeoutMs?: number | undefined;
  /**
   * Of each thread, in MB; one that needs more memory ends, and its call with
   * `THREAD_OUT_OF_MEMORY`. At least 16 for `maxOldGenerationSizeMb` and 1 for the others: with much less, a thread ends
   * the process as it starts.
   * @defaultValue Node's
   */
  readonly resourceLimits?: ThreadResourceLimits | undefined;
}

/** With nothing left undefined. */
export interface ResolvedThreadOptions {
  readonly maxThreads: number;
  readonly idleTimeoutMs: number;
  readonly resourceLimits: ThreadResourceLimits;
}

const DEFAULT_IDLE_TIMEOUT_MS = 10_000;
const LEAST_MB = { maxOldGenerationSizeMb: 16, maxYoungGenerationSizeMb: 1, codeRangeSizeMb: 1, stackSizeMb: 1 };

/** @throws {ExecutorError} `INVALID_OPTION`, naming option and value. */
export function resolveThreadOptions(given: ThreadOptions = {}): ResolvedThreadOptions {
  check(typeof given === 'object' && given !== null, 'threads', 'must be an object', given);
  const { maxThreads = availableParallelism(), idleTimeoutMs = DEFAULT_IDLE_TIMEOUT_MS, resourceLimits = {} } = given;
  const isCount = Number.isSafeInteger(maxThreads) && maxThreads > 0;
  check(isCount, 'threads.maxThreads', 'must be a positive integer', maxThreads);
  const isTime = typeof idleTimeoutMs === 'number' && idleTimeoutMs >= 0;
  check(isTime, 'threads.idleTimeoutMs', 'must be a number ≥ 0 or Infinity', idleTimeoutMs);
  const isObject = typeof resourceLimits === 'object' && resourceLimits !== null;
  check(isObject, 'threads.resourceLimits', 'must be an object', resourceLimits);
  for (const [key, limitMb] of Object.entries(resourceLimits)) {
    const leastMb = LEAST_MB[key as keyof ThreadResourceLimits];
    const option = `threads.resourceLimits.${key}`;
    check(leastMb !== undefined, option, `is no limit; there are ${Object.keys(LEAST_MB).join(', ')}`, limitMb);
    const holds = limitMb === undefined || (Number.isFinite(limitMb) && limitMb >= leastMb);
    check(holds, option, `must be a number ≥ ${leastMb}, in MB`, limitMb);
  }
  return { maxThreads, idleTimeoutMs, resourceLimits };
}
