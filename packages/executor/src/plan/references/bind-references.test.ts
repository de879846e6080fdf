import { describe, expect, it } from 'vitest';
import { readReferences } from './args-template.js';
import { bindReferences } from './bind-references.js';
import { CallNames, type OutputAliases } from './call-names.js';
import type { ReferenceOptions } from './reference-options.js';
import { resolveReferenceOptions } from './reference-options.js';

type Call = readonly [callId: string, toolName: string, aliases?: OutputAliases];
const CALLS: readonly Call[] = [
  ['call_a', 'search'],
  ['call_b', 'fetch', { page: '/page' }],
  ['call_c', 'search'],
  ['call_d', 'send'],
];

/** What the references in arguments of the call at an index mean. */
function bind(index: number, args: object, calls = CALLS, options: ReferenceOptions = {}) {
  const names = new CallNames();
  for (const call of calls) names.add(...call);
  const [callId = '', toolName = ''] = calls[index] ?? [];
  const template = readReferences(args, resolveReferenceOptions(options), names)!;
  return bindReferences(template, { index, callId, toolName }, names);
}

const messageOf = (...args: Parameters<typeof bind>) => bind(...args).error?.message;

it('gives the calls that are meant, each once, by id, position, tool and alias', () => {
  const { bindings, targets, error } = bind(3, {
    a: '${calls.1} ${calls.call_a}',
    b: { $ref: 'fetch', path: '/x' },
    c: '${calls.page.y}',
  });
  expect(
    bindings.map(
      (binding) => binding.kind !== 'dangling' && binding.kind !== 'ambiguous' && [binding.target, ...binding.path],
    ),
  ).toEqual([[0], [0], [1, 'x'], [1, 'page', 'y']]);
  expect({ targets, error }).toEqual({ targets: [0, 1], error: null });
});

describe('a reference that cannot be followed is an INVALID_REFERENCE error', () => {
  it('has the facts of its call', () => {
    expect(bind(1, { a: '${calls.nobody}' }).error).toMatchObject({
      code: 'INVALID_REFERENCE',
      callId: 'call_b',
      toolName: 'fetch',
      attempts: 0,
    });
  });

  it('dangling: names nothing, and says what could be named', () => {
    expect(messageOf(2, { a: { $ref: 'serach' } })).toBe(
      'Call call_c refers to "serach", but no call is named "serach"; it may refer to 1 = search (call_a), 2 = fetch (call_b)',
    );
    expect(messageOf(1, { a: '${calls.serach.url}' })).toBe(
      'Call call_b refers to "${calls.serach.url}", but no call is named "serach"; it may refer to 1 = search (call_a); ' +
        'if no reference is meant, write "$${calls" for "${calls"',
    );
    expect(bind(1, { a: '${calls.serach.url}' })).toMatchObject({ targets: [], bindings: [{ kind: 'dangling' }] });
  });

  it('self: names the call itself, by position, id or tool', () => {
    for (const name of ['4', 'call_d', 'send']) {
      expect(bind(3, { a: { $ref: name } })).toMatchObject({ targets: [3], bindings: [{ kind: 'self', target: 3 }] });
    }
    expect(messageOf(0, { a: { $ref: '1' } })).toBe(
      'Call call_a refers to "1", which is the call itself; no call comes before it',
    );
  });

  it('forward: names a call that comes later, which is a target all the same', () => {
    const bound = bind(1, { a: '${calls.send}', b: '${calls.1}' });
    expect(bound).toMatchObject({
      targets: [3, 0],
      bindings: [
        { kind: 'forward', target: 3 },
        { kind: 'ok', target: 0 },
      ],
    });
    expect(bound.error?.message).toBe(
      'Call call_b refers to "${calls.send}", call call_d (send), which comes after it; it may refer to 1 = search (call_a)',
    );
  });

  it('ambiguous: names a tool with several calls, and says which', () => {
    expect(bind(3, { a: { $ref: 'search' } })).toMatchObject({
      targets: [],
      bindings: [{ kind: 'ambiguous', targets: [0, 2] }],
    });
    expect(messageOf(3, { a: { $ref: 'search' } })).toBe(
      'Call call_d refers to "search", which may be call_a or call_c; name one of them by its id',
    );
  });

  it('also where the arguments cannot be read at all', () => {
    expect(messageOf(1, { a: '${calls.1' })).toMatch(/^Call call_b has a reference that cannot be read: behind/);
  });
});

it('lists at most twenty calls, and shows odd names shortened and on one line', () => {
  const calls = Array.from({ length: 30 }, (_, index): Call => [`c${index}`, 'search']);
  expect(messageOf(29, { a: { $ref: 'x\n'.repeat(1_000) } }, calls)).toMatch(
    /^Call c29 refers to "(x\\n){30}…", .* 20 = search \(c19\) and 9 more$/,
  );
  expect(messageOf(29, { a: { $ref: 'search' } }, calls)).toMatch(/may be c0 or .* or c19 and 10 more; name/);
  const odd: Call[] = [
    ['\0', 'a"b'],
    ['\ud800', 'x'],
  ];
  expect(messageOf(1, { a: { $ref: 'y' } }, odd)).toContain(
    'Call "\\ud800" refers to "y", but no call is named "y"; it may refer to 1 = "a\\"b" ("\\u0000")',
  );
});

describe('in the notations of planners', () => {
  const kindsOf = (index: number, args: object) =>
    bind(index, args, CALLS, { notations: ['llm-compiler', 'task-bench'] }).bindings.map(({ kind }) => kind);

  it('tells earlier calls, the call itself and later ones apart', () => {
    expect(kindsOf(1, { a: '$1 + $2 + $3', b: ['<node-0>', '<node-1>', '<node-2>'] })).toEqual([
      'ok',
      'self',
      'forward',
      'ok',
      'self',
      'forward',
    ]);
  });

  it('says of an alias that two calls have that it is ambiguous', () => {
    const calls: Call[] = [
      ['a', 'x', { API_call_0: '/a' }],
      ['b', 'x', { API_call_0: '/b' }],
      ['c', 'x'],
    ];
    expect(messageOf(2, { a: 'API_call_0' }, calls, { notations: ['nes-tools'] })).toBe(
      'Call c refers to "API_call_0", which may be a or b; name one of them by its id',
    );
  });
});
