import { availableParallelism } from 'node:os';
import { expect, it } from 'vitest';
import { resolveThreadOptions } from './thread-options.js';

it('has a thread per core where nothing is said', () => {
  expect(resolveThreadOptions()).toEqual({
    maxThreads: availableParallelism(),
    idleTimeoutMs: 10_000,
    resourceLimits: {},
  });
});

it('takes what is in range', () => {
  const options = {
    maxThreads: 1,
    idleTimeoutMs: Number.POSITIVE_INFINITY,
    resourceLimits: { maxOldGenerationSizeMb: 16, stackSizeMb: undefined },
  };
  expect(resolveThreadOptions({ ...options, idleTimeoutMs: 0 }).idleTimeoutMs).toBe(0);
  expect(resolveThreadOptions(options)).toEqual(options);
});

it.each([
  [7, 'threads must be an object, got 7'],
  [{ maxThreads: 0 }, 'threads.maxThreads must be a positive integer, got 0'],
  [{ maxThreads: Number.POSITIVE_INFINITY }, 'threads.maxThreads must be a positive integer, got Infinity'],
  [{ idleTimeoutMs: -1 }, 'threads.idleTimeoutMs must be a number ≥ 0 or Infinity, got -1'],
  [{ resourceLimits: 1 }, 'threads.resourceLimits must be an object, got 1'],
  [{ resourceLimits: { maxOldGenerationSizeMb: 15 } }, 'must be a number ≥ 16, in MB, got 15'],
  [
    { resourceLimits: { heapMb: 100 } },
    'threads.resourceLimits.heapMb is no limit; there are maxOldGenerationSizeMb, ',
  ],
])('refuses %o: %s', (options, message) => {
  expect(() => resolveThreadOptions(options as never)).toThrow(message);
});
