import { describe, expect, it } from 'vitest';
import { type ArgsTemplate, readReferences } from './args-template.js';
import { CallNames } from './call-names.js';
import { resolveReferenceOptions } from './reference-options.js';

const names = new CallNames();
names.add('call_a', 'search');
const everyNotation = resolveReferenceOptions({
  notations: ['llm-compiler', 'rewoo', 'task-bench', 'nestful', 'nes-tools'],
});
const read = (args: object): ArgsTemplate | null => readReferences(args, everyNotation, names);

const TEN_MB = 10_000_000;

/** Read in a time no quadratic reader could keep: it would take hours. */
const LINEAR_MS = 20_000;

it.each([
  [10, '${calls.'],
  [10, '$'],
  [10, '$${calls.1}'],
  [10, '{calls'],
  [10, '${'],
  [1, '$var1.'],
  [1, '$var1'],
  [1, '#E'],
  [1, '<node-'],
  [1, 'API_call_'],
  [1, '$1.'],
  [1, '$var1.a '],
])(
  'reads %i MB of %j in time linear in it',
  (megabytes, piece) => {
    const text = piece.repeat((megabytes * 1_000_000) / piece.length);
    expect(() => read({ text })).not.toThrow();
  },
  LINEAR_MS,
);

it.each([
  ['a name', '${calls.', 'a', '}'],
  ['digits', '${calls.1[', '7', ']}'],
  ['a quoted name', '${calls["', 'a', '"]}'],
  ['backslashes', '${calls["', '\\\\', '"]}'],
  ['keys', '${calls.1', '.a', '}'],
  ['a position', '$', '1', ''],
  ['a field', '$var1.', 'a', '$'],
])(
  'reads a reference with 10 MB of %s, whole and cut short',
  (_what, before, piece, after) => {
    const inside = piece.repeat(TEN_MB / piece.length);
    for (const text of [before + inside + after, before + inside]) {
      const template = read({ text });
      for (const { text: shown } of template?.references ?? []) expect(shown.length).toBeLessThan(100);
      expect(template?.problem?.length ?? 0).toBeLessThan(400);
    }
  },
  LINEAR_MS,
);

it(
  'reads and fills 100,000 references',
  () => {
    const args = { text: '${calls.1}'.repeat(100_000), list: Array.from({ length: 100_000 }, () => '${calls.1}') };
    const template = read(args);
    expect(template?.references.length).toBe(200_000);
    expect(template?.fill(() => 'x')).toMatchObject({ text: 'x'.repeat(100_000) });
  },
  LINEAR_MS,
);

it('reads and fills arguments 100,000 levels deep', () => {
  let args: object = { end: '${calls.1}' };
  for (let depth = 0; depth < 100_000; depth++) args = depth % 2 === 0 ? { args } : [args];
  let copy = read(args)?.fill(() => 'value') as Record<string, object>;
  for (let depth = 0; depth < 100_000; depth++) copy = Object.values(copy)[0] as Record<string, object>;
  expect(copy).toEqual({ end: 'value' });
});

describe('arguments that throw when they are read', () => {
  const throws = (): never => {
    throw new Error('secret');
  };
  it.each<[string, object]>([
    ['a getter', Object.defineProperty({}, 'a', { get: throws, enumerable: true })],
    ['a proxy that hides its keys', { a: new Proxy({}, { ownKeys: throws }) }],
    ['a proxy that hides its prototype', { a: new Proxy({}, { getPrototypeOf: throws }) }],
    ['a proxy that hides its values', new Proxy({ a: 1 }, { get: throws })],
    ['a proxy that was revoked', { a: revoked() }],
  ])('are a problem that says so: %s', (_what, args) => {
    expect(read(args)).toMatchObject({
      references: [],
      problem: 'has arguments that cannot be read: a getter or proxy among them threw',
    });
  });
});

it('reads a getter once where there is a reference, and not when it is filled', () => {
  let readings = 0;
  const args = {
    get a() {
      readings++;
      return '${calls.1}';
    },
  };
  const template = read(args);
  const before = readings;
  expect(template?.fill(() => 1)).toEqual({ a: 1 });
  expect(readings).toBe(before);
});

it('takes values that are no JSON as they are', () => {
  const args = {
    a: '${calls.1}',
    nan: Number.NaN,
    nul: '\0',
    half: '\ud800',
    big: 1n,
    date: new Date(0),
    no: undefined,
  };
  expect(read(args)?.fill(() => 1)).toEqual({ ...args, a: 1 });
});

function revoked(): object {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
}
