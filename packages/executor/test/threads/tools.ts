// What the tests run in threads: Node runs this file as it is.
import { threadId } from 'node:worker_threads';

interface Shared {
  /** [0]: it runs; [1]: how often it went round. */
  readonly flags: Int32Array;
}

// biome-ignore lint/style/noDefaultExport: what a tool without an `export` runs.
export default function add({ a, b }: { a: number; b: number }): number {
  return a + b;
}

export const where = () => threadId;

export const context = (_args: object, given: unknown) => given;

/** Never ends. */
export function spin({ flags }: Shared): never {
  Atomics.store(flags, 0, 1);
  Atomics.notify(flags, 0);
  for (;;) Atomics.add(flags, 1, 1);
}

export async function fail({ how }: { how: string }): Promise<never> {
  await Promise.resolve();
  switch (how) {
    case 'type':
      throw new TypeError('not a number', { cause: 'a letter' });
    case 'custom':
      throw new QuotaError('try later', { cause: new RangeError('11 of 10') });
    case 'http':
      throw Object.assign(new Error('busy'), {
        status: 503,
        headers: new Headers({ 'retry-after': '7' }),
        response: { data: { hint: 'wait' }, again: () => 1 },
      });
    case 'many':
      throw new AggregateError([new Error('one'), 'two'], 'both failed');
    case 'circle': {
      const error = new Error('round');
      error.cause = error;
      throw error;
    }
    case 'text':
      throw 'just text';
    case 'object':
      throw { code: 7, run: () => 1 };
    case 'nothing':
      throw undefined;
    case 'function':
      throw () => 1;
    case 'unreadable':
      throw Object.defineProperty(new Error('seen'), 'secret', {
        enumerable: true,
        get() {
          throw new Error('no');
        },
      });
    default:
      throw new Error(how);
  }
}

class QuotaError extends Error {
  override readonly name = 'QuotaError';
  readonly code = 'QUOTA';
  readonly limits = { most: 10 };
  readonly #isOver = true;
  get isRetryable(): boolean {
    return !this.#isOver;
  }
}

export const giveFunction = () => ({ run: () => 1 });

export const giveMap = () => new Map([['at', { when: new Date(0), bytes: new Uint8Array([1, 2]) }]]);

export const exit = () => process.exit(3);

/** Nobody catches what it throws. */
export const crash = () => {
  setImmediate(() => {
    throw new TypeError('out of reach');
  });
  return new Promise(() => undefined);
};

/** Fails after it has answered, in a thread that then has no task. */
export const crashLater = () => {
  setImmediate(() => {
    throw new Error('late');
  });
  return 'answered';
};

export function fill(): number {
  const kept: number[][] = [];
  for (;;) kept.push(new Array(10_000).fill(kept.length));
}

export const notAFunction = 7;
