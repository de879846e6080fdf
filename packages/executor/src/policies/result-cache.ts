import { LRUCache } from 'lru-cache';
import type { Clock } from '../clock.js';
import { DEFAULTS } from '../defaults.js';
import { canonicalJson } from './canonical-json.js';
import { guarded } from './guarded.js';
import type { CacheOptions } from './policy-options.js';

/** A remembered output. An object of its own, as an output may be undefined. */
interface Entry {
  readonly output: unknown;
}

/** To the cache a moment of 0 is none, which a clock may well begin with. */
const AFTER_ZERO_MS = 1;

/** The outputs of a tool's `ok` calls, by what the calls asked for. */
export class ResultCache {
  readonly sharesInFlight: boolean;
  readonly #cacheKey: CacheOptions['cacheKey'];
  /** Null where nothing is kept. */
  readonly #entries: LRUCache<string, Entry> | null;

  constructor(
    { ttlMs, maxEntries = DEFAULTS.cacheMaxEntries, shareInFlight = true, cacheKey }: CacheOptions,
    clock: Clock,
  ) {
    this.sharesInFlight = shareInFlight;
    this.#cacheKey = cacheKey;
    const ttl = ttlMs === Number.POSITIVE_INFINITY ? 0 : Math.ceil(ttlMs);
    this.#entries =
      ttlMs === 0
        ? null
        : new LRUCache({ max: maxEntries, ttl, ttlResolution: 0, perf: { now: () => AFTER_ZERO_MS + clock.now() } });
  }

  /** Null for a call that is neither cached nor shared. */
  keyOf(args: object, context: unknown): string | null {
    const cacheKey = this.#cacheKey;
    if (cacheKey === undefined) return canonicalJson(args);
    const key = guarded(() => cacheKey(args, context), null);
    return typeof key === 'string' ? key : null;
  }

  get(key: string): Entry | undefined {
    return this.#entries?.get(key);
  }

  set(key: string, output: unknown): void {
    this.#entries?.set(key, { output });
  }
}
