import { check } from '../check.js';
import type { AnyTool, ToolContext } from '../types.js';
import type { Pools } from './pool-options.js';
import { ResourcePool } from './resource-pool.js';

/** The pools of an executor, by name. */
export class ResourcePools {
  readonly #pools: ReadonlyMap<string, ResourcePool>;

  constructor(pools: Pools, onListenerError: (error: unknown) => void) {
    const entries = Object.entries(pools);
    this.#pools = new Map(entries.map(([name, pool]) => [name, new ResourcePool(name, pool, onListenerError)]));
  }

  /** @throws {ExecutorError} `INVALID_OPTION` for a tool that uses a pool that is not there. */
  check({ name, uses = [] }: AnyTool): void {
    for (const pool of uses) {
      check(this.#pools.has(pool), `tool "${name}": uses`, 'must name pools of the executor', pool);
    }
  }

  /**
   * Runs something with a unit of each of these pools.
   *
   * @param signal - Of the attempt: units that it had when it was aborted are destroyed once it lets go of them.
   * @throws {RunFailure} `POOL_FAILED`, or what `run` throws.
   */
  async runWith(
    names: readonly string[],
    signal: AbortSignal,
    run: (resources: ToolContext['resources']) => unknown,
  ): Promise<unknown> {
    const pools = [...new Set(names)].map((name) => [name, this.#pools.get(name) as ResourcePool] as const);
    const taken = await Promise.allSettled(
      pools.map(async ([name, pool]) => ({ name, pool, lease: await pool.take(signal) })),
    );
    const held = taken.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []));
    try {
      for (const outcome of taken) if (outcome.status === 'rejected') throw outcome.reason;
      // It was ended while units were made: a tool never runs with an aborted signal.
      signal.throwIfAborted();
      return await run(Object.freeze(Object.fromEntries(held.map(({ name, lease }) => [name, lease.unit]))));
    } finally {
      for (const { pool, lease } of held) pool.give(lease, signal.aborted);
    }
  }

  /** Never rejects. */
  async close(): Promise<void> {
    await Promise.all(Array.from(this.#pools.values(), (pool) => pool.close()));
  }
}
