import { describe, expect, it } from 'vitest';
import { buildCall, buildPayload, buildRecord } from '../../test/build-record.js';
import { createTurnComparer } from './missed-parallelism.js';

interface Turn {
  readonly args: unknown;
  readonly output?: unknown;
  readonly atMs?: number;
  readonly session?: string | undefined;
  readonly callCount?: number;
  readonly isFailed?: boolean;
}

/** What is said of the last of these turns, each 1.1 ms long, a second apart. */
function lastOf(...turns: readonly Turn[]): string | null {
  const comparer = createTurnComparer();
  const answers = turns.map(
    ({ args, output = 'fine', atMs, session = 's', callCount = 1, isFailed = false }, index) => {
      const calls = Array.from({ length: callCount }, (_, at) => buildCall({ seq: at + 1 }));
      const labels = { sessionId: session === '' ? undefined : session };
      const record = buildRecord({ calls, labels, startedAtMs: atMs ?? index * 1000 });
      const payload = buildPayload(record, args, output);
      const failed = {
        ...payload,
        results: payload.results.map((result) => ({ ...result, status: 'error' }) as never),
      };
      return comparer.compare(record, isFailed ? failed : payload).missed;
    },
  );
  return answers.at(-1) ?? null;
}

describe('two turns of one call in a session', () => {
  it('could have been one when the second uses nothing that the first brought', () => {
    expect(lastOf({ args: { city: 'Paris' }, output: { celsius: 21 } }, { args: { city: 'Rome' } })).toBe('yes');
  });

  it.each([
    ['a text', { id: 'user-77' }, { user: 'user-77' }],
    ['a number', [{ id: 1234 }], { ids: [1234] }],
    ['a value deep inside', { a: [{ b: { c: 'deep-value' } }] }, { x: { y: ['deep-value'] } }],
  ])('could not when it uses %s that the first brought', (_, output, args) => {
    expect(lastOf({ args: { q: 'who' }, output }, { args })).toBe('no');
  });

  it('are not told apart by what the first was given itself', () => {
    const output = { city: 'Paris', celsius: 21 };
    expect(lastOf({ args: { city: 'Paris' }, output }, { args: { city: 'Paris', nights: 3 } })).toBe('yes');
  });

  it.each([
    [
      'a word is in a text the first brought',
      { args: { q: 'x' }, output: 'The capital is Lisbon.' },
      { args: { city: 'Lisbon' } },
    ],
    ['the first failed', { args: { q: 'xy' }, isFailed: true }, { args: { city: 'Rome' } }],
    [
      'the output is too big to look at',
      { args: { q: 'xy' }, output: 'word '.repeat(9000) },
      { args: { city: 'Rome' } },
    ],
    ['the output is no plain data', { args: { q: 'xy' }, output: new Map() }, { args: { city: 'Rome' } }],
    ['the second has no values', { args: { q: 'xy' } }, { args: {} }],
  ])('cannot be judged when %s', (_, first, second) => {
    expect(lastOf(first, second)).toBe('unknown');
  });

  it.each([
    ['there was none before', [{ args: { a: 'bc' } }]],
    [
      'there is no session',
      [
        { args: { a: 'bc' }, session: '' },
        { args: { a: 'de' }, session: '' },
      ],
    ],
    ['they are of different sessions', [{ args: { a: 'bc' } }, { args: { a: 'de' }, session: 't' }]],
    [
      'they ran at the same time',
      [
        { args: { a: 'bc' }, atMs: 5 },
        { args: { a: 'de' }, atMs: 6 },
      ],
    ],
    ['the first had two calls', [{ args: { a: 'bc' }, callCount: 2 }, { args: { a: 'de' } }]],
    ['the second had two calls', [{ args: { a: 'bc' } }, { args: { a: 'de' }, callCount: 2 }]],
  ])('are not asked about when %s', (_, turns) => {
    expect(lastOf(...turns)).toBeNull();
  });

  it('names the batch before', () => {
    const comparer = createTurnComparer();
    const [first, second] = [0, 1000].map((startedAtMs) => buildRecord({ startedAtMs, labels: { sessionId: 's' } }));
    if (first === undefined || second === undefined) return expect.unreachable();
    comparer.compare(first, buildPayload(first, { a: 'bc' }));
    expect(comparer.compare(second, buildPayload(second, { a: 'de' }))).toEqual({
      missed: 'yes',
      missedBatchId: first.batchId,
    });
  });
});
