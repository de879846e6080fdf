import { check } from '../check.js';

/** How units of something are made that calls share, one call at a time each: connections, browsers, sessions. */
export interface PoolOptions<Unit = unknown> {
  /**
   * Makes a unit, when a call needs one and none is idle: inside its attempt and under its timeout. When it throws, the
   * attempt ends with `POOL_FAILED`.
   *
   * @param options.signal - Aborts when the attempt is over; a unit that comes later is destroyed.
   */
  readonly create: (options: { readonly signal: AbortSignal }) => Unit | Promise<Unit>;
  /**
   * Frees a unit: when the executor closes, and when an attempt that had it was aborted or timed out, as nobody knows what
   * it left behind. What it throws goes to `onListenerError`.
   */
  readonly destroy?: ((unit: Unit) => unknown) | undefined;
  /** Most units at once, those of abandoned attempts not counted; calls queue for them. A positive integer. */
  readonly max: number;
}

// biome-ignore lint/suspicious/noExplicitAny: the unit of `destroy` is contravariant; it only gets what `create` of the same pool gave.
export type Pools = Readonly<Record<string, PoolOptions<any>>>;

/** @throws {ExecutorError} `INVALID_OPTION`, naming option and value. */
export function checkPools(pools: Pools): void {
  check(typeof pools === 'object' && pools !== null, 'pools', 'must be an object', pools);
  for (const [name, pool] of Object.entries(pools)) {
    const option = (key: string) => `pools: "${name}": ${key}`;
    check(typeof pool === 'object' && pool !== null, `pools: "${name}"`, 'must be an object', pool);
    const { create, destroy, max } = pool;
    check(typeof create === 'function', option('create'), 'must be a function', create);
    check(destroy === undefined || typeof destroy === 'function', option('destroy'), 'must be a function', destroy);
    check(Number.isSafeInteger(max) && max > 0, option('max'), 'must be a positive integer', max);
  }
}
