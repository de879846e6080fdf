import { expect, it } from 'vitest';
import { readReferences } from './args-template.js';
import { bindReferences } from './bind-references.js';
import { CallNames } from './call-names.js';
import { fillReferences } from './fill-references.js';
import { resolveReferenceOptions } from './reference-options.js';

/** The arguments of the second call of a batch, filled from the output of the first. */
function fill(args: object, output: unknown) {
  const names = new CallNames();
  names.add('c1', 'search', { urls: '/items' });
  names.add('c2', 'fetch');
  const self = { index: 1, callId: 'c2', toolName: 'fetch' };
  const template = readReferences(args, resolveReferenceOptions({}), names)!;
  const bound = bindReferences(template, self, names);
  return fillReferences(template, { self, bound, names, outputOf: () => output });
}

it('puts outputs, and parts of them, in the places of references', () => {
  const output = { items: [{ url: 'https://example.com' }], total: 1 };
  const args = {
    all: { $ref: '1' },
    url: '${calls.search.items[0].url}',
    first: '${calls.urls[0].url}',
    text: '${calls.1.total} of ${calls.1.items}',
  };
  expect(fill(args, output)).toEqual({
    ok: true,
    args: {
      all: output,
      url: 'https://example.com',
      first: 'https://example.com',
      text: '1 of [{"url":"https://example.com"}]',
    },
  });
});

it('says what was there instead of a path, and not what it held', () => {
  const result = fill({ url: '${calls.1.items[5].url}' }, { items: ['secret', 2, 3] });
  expect(result).toMatchObject({ ok: false, error: { code: 'INVALID_REFERENCE', callId: 'c2', toolName: 'fetch' } });
  expect(!result.ok && result.error.message).toBe(
    'Call c2 refers to "/items/5/url" of call c1 (search), which is not there: "/items" is an array of 3',
  );
});

it('says where an alias leads when nothing is there', () => {
  const result = fill({ url: '${calls.urls[0]}' }, 'secret');
  expect(!result.ok && result.error.message).toBe(
    'Call c2 refers to "/items/0" of call c1 (search), which is not there: its output is a string of 6 characters',
  );
});

it('makes a result of an output that cannot become part of a text', () => {
  const cyclic: Record<string, unknown> = {};
  cyclic.itself = cyclic;
  for (const output of [1n, cyclic]) {
    const result = fill({ text: 'of ${calls.1}' }, output);
    expect(!result.ok && result.error.message).toBe(
      'Call c2 refers, within a text, to an output that cannot be written as JSON; refer to a part of it',
    );
    expect(fill({ text: '${calls.1}' }, output)).toEqual({ ok: true, args: { text: output } });
  }
});

it('does not look for references in what it puts in', () => {
  expect(fill({ a: '${calls.1}', b: 'x ${calls.1}' }, '${calls.1} {"$ref": "1"}')).toEqual({
    ok: true,
    args: { a: '${calls.1} {"$ref": "1"}', b: 'x ${calls.1} {"$ref": "1"}' },
  });
});
