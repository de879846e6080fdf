import { expect, it } from 'vitest';
import { CallNames } from './call-names.js';
import { readText } from './read-text.js';
import type { ReferenceNotation } from './reference.js';
import { resolveReferenceOptions } from './reference-options.js';

const names = new CallNames();
for (const callId of ['a', 'b', 'c']) names.add(callId, 'search', { [`API_call_${names.size}`]: '/id' });

/** The parts of a text; a reference as `[name, ...path]`. */
const partsOf = (notation: ReferenceNotation, text: string) => {
  const read = readText(text, resolveReferenceOptions({ notations: [notation] }), names);
  if (read?.ok === false) return read.problem;
  return read?.parts.map((part) => (typeof part === 'string' ? part : [part.name, ...part.path])) ?? null;
};

it.each<[ReferenceNotation, string, unknown[]]>([
  ['llm-compiler', '$1', [['1']]],
  ['llm-compiler', '${2}', [['2']]],
  ['llm-compiler', 'max($1, $2) * 2$', ['max(', ['1'], ', ', ['2'], ') * 2$']],
  ['llm-compiler', 'page${1}, $3.', ['page', ['1'], ', ', ['3'], '.']],
  ['llm-compiler', '$1,$2', [['1'], ',', ['2']]],
  ['rewoo', '#E1', [['E1']]],
  ['rewoo', 'the age of #E1, times (#E2)', ['the age of ', ['E1'], ', times (', ['E2'], ')']],
  ['task-bench', '<node-0>', [['node-0']]],
  ['task-bench', 'of <node-2> and <GENERATED>-1', ['of ', ['node-2'], ' and ', ['GENERATED-1']]],
  ['nestful', '$var1$', [['var1']]],
  ['nestful', '$var_2.result$', [['var_2', 'result']]],
  ['nestful', '$var1.author[0].id$', [['var1', 'author', '0', 'id']]],
  ['nestful', '5 * $var1.Exchange Rate$', ['5 * ', ['var1', 'Exchange Rate']]],
  ['nestful', '$var1.a$ - $var2[0]$', [['var1', 'a'], ' - ', ['var2', '0']]],
  ['nes-tools', 'API_call_1', [['API_call_1']]],
  ['nes-tools', 'of API_call_0, API_call_2', ['of ', ['API_call_0'], ', ', ['API_call_2']]],
])('reads %s: %s', (notation, text, parts) => {
  expect(partsOf(notation, text)).toEqual(parts);
});

it.each<[ReferenceNotation, string]>([
  ['llm-compiler', '$1.50 or US$1 or $1,000 or $1k or $$1 or $2nd'],
  ['llm-compiler', 'beyond the batch: $4, $10, $0, ${4}'],
  ['rewoo', '#E1F5FE, #E4, a#E1, #e1'],
  ['task-bench', '<node-3>, <node-a>, <node-1, <GENERATED>-7, <GENERATED>-1x'],
  ['nestful', '$var1, $var4$, var1.id$, $var1., $var1.$, $var1.two\nlines$'],
  ['nes-tools', 'API_call_3, API_call_, API_call_1x, MY_API_call_1'],
])('takes what %s does not mean for text: %s', (notation, text) => {
  expect(partsOf(notation, text)).toBeNull();
});

it('reads numbers of several digits', () => {
  const many = new CallNames();
  for (let index = 0; index < 12; index++) many.add(`call_${index}`, 'search', { [`API_call_${index}`]: '/id' });
  const options = resolveReferenceOptions({
    notations: ['llm-compiler', 'rewoo', 'task-bench', 'nestful', 'nes-tools'],
  });
  const read = readText('$12 ${11} #E12 <node-11> <GENERATED>-10 $var12.a$ API_call_11', options, many);
  const references = (read?.ok ? read.parts : []).filter((part) => typeof part === 'object');
  expect(references.map((reference) => many.findReference(reference))).toMatchObject(
    [11, 10, 11, 11, 10, 11, 11].map((index) => ({ kind: 'one', index })),
  );
});

it('knows a position by the position, an id or an alias, and never by the name of a tool', () => {
  const named = new CallNames();
  named.add('var3', 'search');
  named.add('x', 'var7', { var9: '/id' });
  const kinds = ['var3', 'var2', 'var9', 'var7'].map((name) =>
    named.findReference({ name, notation: 'nestful', position: Number(name.slice(3)) }),
  );
  expect(kinds).toEqual([
    { kind: 'one', index: 0, path: [] },
    { kind: 'one', index: 1, path: [] },
    { kind: 'one', index: 1, path: ['id'] },
    { kind: 'none' },
  ]);
});

it('reads no output by a number where nothing says which output that is', () => {
  const unnamed = new CallNames();
  unnamed.add('a', 'search');
  const options = resolveReferenceOptions({ notations: ['nes-tools'] });
  expect(readText('API_call_0', options, unnamed)).toBeNull();
});

it('reads several notations, and the canonical form first', () => {
  const options = resolveReferenceOptions({ notations: ['rewoo', 'llm-compiler', 'rewoo'] });
  const read = readText('#E1 $2 ${calls.3}', options, names);
  expect(read?.ok && read.parts.map((part) => (typeof part === 'string' ? part : part.text))).toEqual([
    '#E1',
    ' ',
    '$2',
    ' ',
    '${calls.3}',
  ]);
});

it('refuses a notation that does not exist, and a list that is none', () => {
  expect(() => resolveReferenceOptions({ notations: ['jmap' as never] })).toThrow(
    "references.notations must be of 'llm-compiler', 'rewoo', 'task-bench', 'nestful', 'nes-tools', got \"jmap\"",
  );
  expect(() => resolveReferenceOptions({ notations: [7 as never] })).toThrow('got number');
  expect(() => resolveReferenceOptions({ notations: 'rewoo' as never })).toThrow(
    'references.notations must be an array',
  );
});
