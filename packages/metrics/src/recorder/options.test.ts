import { describe, expect, it } from 'vitest';
import { type RecorderOptions, resolveRecorderOptions } from './options.js';

describe('resolveRecorderOptions', () => {
  it('fills in what is not given, or given as undefined', () => {
    const given = { capture: undefined, maxQueuedBatches: 5 } as unknown as RecorderOptions;
    expect(resolveRecorderOptions(given)).toEqual({
      url: 'file:./parallel-tools.db',
      capture: 'sizes',
      durability: 'memory',
      maxSpoolBytes: 1024 ** 3,
      missedParallelism: true,
      maxQueuedBatches: 5,
      maxQueuedBytes: 67_108_864,
      maxErrorMessageChars: 500,
      maxPayloadChars: 16_384,
      retryForMs: 30_000,
    });
  });

  it.each([
    [{ capture: 'all' }, "capture must be 'none', 'sizes' or 'full', got all"],
    [{ url: 5 }, 'url must be a string, got 5'],
    [{ redact: 'x' }, 'redact must be a function, got x'],
    [{ onError: {} }, 'onError must be a function, got [object Object]'],
    [{ maxQueuedBatches: 0 }, 'maxQueuedBatches must be a positive integer, got 0'],
    [{ maxQueuedBytes: 1.5 }, 'maxQueuedBytes must be a positive integer, got 1.5'],
    [{ durability: 'disk' }, "durability must be 'memory', 'spool' or 'commit', got disk"],
    [{ spoolFolder: '' }, 'spoolFolder must be a path, got '],
    [{ maxSpoolBytes: 0 }, 'maxSpoolBytes must be a positive integer, got 0'],
    [{ missedParallelism: 1 }, 'missedParallelism must be a boolean, got 1'],
    [{ sampling: { share: 1.1, slowMs: 5 } }, 'sampling.share must be a number from 0 to 1, got 1.1'],
    [{ sampling: { share: 1, slowMs: 0 } }, 'sampling.slowMs must be a positive number, got 0'],
    [{ retryForMs: Number.NaN }, 'retryForMs must be a positive integer, got NaN'],
  ])('refuses %j', (options, message) => {
    expect(() => resolveRecorderOptions(options as RecorderOptions)).toThrow(new TypeError(message));
  });
});
