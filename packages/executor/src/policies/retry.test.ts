import { expect, it } from 'vitest';
import { isRetryable, retryDelayMs } from './retry.js';

it('doubles the backoff from retry to retry, up to the longest', () => {
  const retry = { maxRetries: 5, initialDelayMs: 100, maxDelayMs: 350 };
  const greatest = [1, 2, 3, 4].map((failed) => retryDelayMs(retry, failed, () => 1));
  expect(greatest).toEqual([100, 200, 350, 350]);
});

it('stays a number however many retries there are', () => {
  const retry = { maxRetries: 5000, initialDelayMs: 0 };
  expect(retryDelayMs(retry, 4000, () => 1)).toBe(0);
  expect(retryDelayMs({ ...retry, initialDelayMs: 1 }, 4000, () => 1)).toBe(10_000);
});

it('draws half of the backoff', () => {
  const retry = { maxRetries: 1, initialDelayMs: 100 };
  expect(retryDelayMs(retry, 1, () => 0)).toBe(50);
  expect(retryDelayMs(retry, 1, () => 0.5)).toBe(75);
});

it('starts at 200 ms where nothing is said', () => {
  expect(retryDelayMs({ maxRetries: 1 }, 1, () => 1)).toBe(200);
});

it('gives no backoff after the last retry', () => {
  expect(retryDelayMs({ maxRetries: 2 }, 2, () => 0)).not.toBeNull();
  expect(retryDelayMs({ maxRetries: 2 }, 3, () => 0)).toBeNull();
  expect(retryDelayMs({ maxRetries: 0 }, 1, () => 0)).toBeNull();
});

it('retries whatever was thrown unless it says no', () => {
  expect(isRetryable(new Error('no'))).toBe(true);
  expect(isRetryable(undefined)).toBe(true);
  expect(isRetryable('text')).toBe(true);
  expect(isRetryable(Object.assign(new Error('no'), { isRetryable: false }))).toBe(false);
  const hostile = {
    get isRetryable() {
      throw new Error('a getter that throws');
    },
  };
  expect(isRetryable(hostile)).toBe(true);
});
