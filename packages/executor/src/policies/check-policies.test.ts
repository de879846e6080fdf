import { expect, it } from 'vitest';
import { checkPolicies } from './check-policies.js';

const messageOf = (options: object) => {
  try {
    checkPolicies(options, { effects: 'read' }, (key) => key);
    return null;
  } catch (error) {
    return (error as Error).message;
  }
};

it('says what is no number, however like one it looks', () => {
  expect(messageOf({ retry: { maxRetries: 1, initialDelayMs: '5' } })).toBe(
    'retry.initialDelayMs must be a number from 0 to 2147483647, got "5"',
  );
  expect(messageOf({ retry: { maxRetries: 1, maxDelayMs: null } })).toMatch(/^retry\.maxDelayMs must be a number/);
  expect(messageOf({ circuitBreaker: { failureRatio: '0.5' } })).toMatch(
    /failureRatio must be between 0 and 1, got "0.5"/,
  );
  expect(messageOf({ adaptiveLimit: { latencyTolerance: '3' } })).toMatch(
    /latencyTolerance must be more than 1, got "3"/,
  );
});

it('says what is more than can be remembered, before it runs out of memory', () => {
  for (const [key, options] of Object.entries({
    'cache.maxEntries': { cache: { ttlMs: 1, maxEntries: 2 ** 40 } },
    'rateLimit.maxStarts': { rateLimit: { maxStarts: 2 ** 40, intervalMs: 1 } },
    'circuitBreaker.windowSize': { circuitBreaker: { failureRatio: 0.5, windowSize: 2 ** 40 } },
  })) {
    expect(messageOf(options)).toBe(`${key} must be an integer from 1 to 16777216, got 1099511627776`);
  }
});

it('holds the bounds of an adaptive limit against each other, those of the defaults included', () => {
  expect(messageOf({ adaptiveLimit: { initial: 200 } })).toBe(
    'adaptiveLimit.initial must be between min and max, 1 and 100, got 200',
  );
  expect(messageOf({ adaptiveLimit: { min: 200 } })).toBe(
    'adaptiveLimit.max must not be below min, which is 200, got 100',
  );
  expect(messageOf({ adaptiveLimit: { initial: 200, max: 300 } })).toBeNull();
});
