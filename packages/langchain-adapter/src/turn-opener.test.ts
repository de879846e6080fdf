import { createExecutor } from '@parallel-tools/executor';
import { describe, expect, it } from 'vitest';
import type { MessageOptions } from './tool-executor-options.js';
import { needsTurn } from './turn-opener.js';

const options: MessageOptions[] = [
  { executor: createExecutor({ tools: [] }) },
  { maxConcurrency: 2 },
  { timeoutMs: 10 },
  // A tool of a server may say of itself that it may be repeated.
  { retry: { maxRetries: 1 } },
  { onError: 'fail-fast' },
  { toolOptions: { search: { maxConcurrency: 1 } } },
  { references: true },
  { durable: true },
];

describe('needsTurn', () => {
  it.each(options)('is needed for %o', (given) => {
    expect(needsTurn(given, {})).toBe(true);
  });

  it('is needed in a run that is limited', () => {
    expect(needsTurn({}, { maxConcurrency: 2 })).toBe(true);
  });

  it('is not needed where nothing limits, ends or hears of a call', () => {
    expect(needsTurn({}, {})).toBe(false);
    expect(needsTurn({ durable: false, references: false, labels: { agent: 'mine' } }, {})).toBe(false);
  });
});
