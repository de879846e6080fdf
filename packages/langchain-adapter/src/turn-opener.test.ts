import { createExecutor } from '@parallel-tools/executor';
import { describe, expect, it } from 'vitest';
import type { MessageOptions } from './tool-executor-options.js';
import { needsTurn, type TurnConfig } from './turn-opener.js';

const options: MessageOptions[] = [
  { executor: createExecutor({ tools: [] }) },
  { maxConcurrency: 2 },
  { timeoutMs: 10 },
  // A tool of a server may say of itself that it may be repeated.
  { retry: { maxRetries: 1 } },
  { onError: 'fail-fast' },
  { toolOptions: { search: { maxConcurrency: 1 } } },
  { references: true },
];
const configs: TurnConfig[] = [{ signal: new AbortController().signal }, { maxConcurrency: 2 }];

describe('needsTurn', () => {
  it.each(options)('is needed for %o', (given) => {
    expect(needsTurn(given, {})).toBe(true);
  });

  it.each(configs)('is needed in a run with %o', (config) => {
    expect(needsTurn({}, config)).toBe(true);
  });

  it('is not needed where nothing limits, ends or hears of a call', () => {
    expect(needsTurn({}, {})).toBe(false);
    expect(needsTurn({ durable: true, labels: { agent: 'mine' } }, { configurable: { thread_id: '1' } })).toBe(false);
  });
});
