import { messageOf } from '../errors.js';
import { tell } from '../observe/emitter.js';
import { RunFailure } from '../run-failure.js';
import type { PoolOptions } from './pool-options.js';

/** A unit in the hands of an attempt. */
interface Lease {
  readonly unit: unknown;
}

/** The units of one pool. How many there are is its users' business: they take no more than they have slots for. */
export class ResourcePool {
  readonly #name: string;
  readonly #options: PoolOptions;
  readonly #onListenerError: (error: unknown) => void;
  /** The one that was used last comes first: the others may grow old. */
  readonly #idle: unknown[] = [];
  readonly #leases = new Set<Lease>();
  readonly #ending = new Set<Promise<void>>();
  #isClosed = false;

  constructor(name: string, options: PoolOptions, onListenerError: (error: unknown) => void) {
    this.#name = name;
    this.#options = options;
    this.#onListenerError = onListenerError;
  }

  /** @throws {RunFailure} `POOL_FAILED`. */
  async take(signal: AbortSignal): Promise<Lease> {
    const lease = { unit: this.#idle.length > 0 ? this.#idle.pop() : await this.#create(signal) };
    if (this.#isClosed) this.#destroy(lease.unit);
    else this.#leases.add(lease);
    return lease;
  }

  /** @param isUnsure - Nobody knows what state it is in. */
  give(lease: Lease, isUnsure: boolean): void {
    // When the pool closed it destroyed what was still in somebody's hands.
    if (!this.#leases.delete(lease)) return;
    if (isUnsure) this.#destroy(lease.unit);
    else this.#idle.push(lease.unit);
  }

  /** Destroys all units, those of abandoned attempts as well. Never rejects. */
  async close(): Promise<void> {
    this.#isClosed = true;
    const units = [...this.#idle.splice(0), ...Array.from(this.#leases, ({ unit }) => unit)];
    this.#leases.clear();
    for (const unit of units) this.#destroy(unit);
    await Promise.all(this.#ending);
  }

  async #create(signal: AbortSignal): Promise<unknown> {
    try {
      return await this.#options.create({ signal });
    } catch (thrown) {
      throw notMade(this.#name, thrown);
    }
  }

  #destroy(unit: unknown): void {
    const ending = (async () => {
      try {
        await this.#options.destroy?.(unit);
      } catch (error) {
        tell(this.#onListenerError, error);
      }
    })();
    this.#ending.add(ending);
    void ending.then(() => this.#ending.delete(ending));
  }
}

function notMade(pool: string, cause: unknown): RunFailure {
  const message = `no unit of the pool "${pool}" could be made: ${messageOf(cause)}`;
  return new RunFailure('POOL_FAILED', message, { cause });
}
