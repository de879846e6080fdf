import fc from 'fast-check';
import { expect, it } from 'vitest';
import { readReferences } from './args-template.js';
import { bindReferences } from './bind-references.js';
import { CallNames } from './call-names.js';
import { fillReferences } from './fill-references.js';
import { formatJsonPointer } from './json-pointer.js';
import { resolveReferenceOptions } from './reference-options.js';

const canonical = resolveReferenceOptions({});
const everyNotation = resolveReferenceOptions({
  notations: ['llm-compiler', 'rewoo', 'task-bench', 'nestful', 'nes-tools'],
});

function namesOf(callIds: readonly string[]): CallNames {
  const names = new CallNames();
  for (const [index, callId] of callIds.entries()) names.add(callId, 'search', { [`API_call_${index}`]: '/id' });
  return names;
}

const anyKey = fc.oneof(
  fc.string(),
  fc.string({ unit: 'binary' }),
  fc.constantFrom('__proto__', 'constructor', 'a.b', '0', '"', "'", '\\', ']', '}'),
);
const anyPath = fc.array(anyKey, { maxLength: 4 });
/** Texts with pieces of every notation in them. */
const anyText = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc
    .array(
      fc.oneof(
        fc.constantFrom(
          '$',
          '{',
          '${calls',
          '.1',
          '[0]',
          '["a"]',
          '}',
          '$1',
          '#E1',
          '<node-0>',
          '$var1',
          '.a$',
          'API_call_0',
          '\ud800',
          '\0',
        ),
        fc.string({ maxLength: 3 }),
      ),
    )
    .map((pieces) => pieces.join('')),
);
const anyArgs = fc.dictionary(
  anyKey,
  fc.oneof(
    anyText,
    fc.record({ $ref: anyText, path: anyText }, { requiredKeys: ['$ref'] }),
    fc.anything({
      values: [anyText, fc.double(), fc.boolean()],
      withNullPrototype: true,
      withDate: true,
      withMap: true,
    }),
  ),
);

const bracketed = (key: string) => `[${JSON.stringify(key)}]`;
const stringForm = (name: string, path: readonly string[]) => `\${calls${[name, ...path].map(bracketed).join('')}}`;
const typedForm = (name: string, path: readonly string[]) => ({ $ref: name, path: formatJsonPointer(path) });
/** As the docs tell a model to write a text that is meant as it is. */
const escaped = (text: string) => text.replaceAll(/\$+(?=\{calls[.[])/g, (dollars) => dollars + dollars);

it('reads in either form the name and path that were written', () => {
  fc.assert(
    fc.property(
      anyKey.filter((id) => id !== ''),
      anyPath,
      (callId, path) => {
        const names = namesOf([callId]);
        for (const value of [stringForm(callId, path), typedForm(callId, path)]) {
          const template = readReferences({ value }, canonical, names);
          expect(template?.references).toMatchObject([{ name: callId, path }]);
          const bound = bindReferences(template!, { index: 1, callId: 'self', toolName: 'fetch' }, names);
          expect(bound).toMatchObject({ targets: [0], error: null });
        }
      },
    ),
  );
});

it('reads escaped text as the text that was meant, between references too', () => {
  fc.assert(
    fc.property(fc.array(anyText, { minLength: 1, maxLength: 6 }), (pieces) => {
      // The dollar signs that a text ends in would else be those of the reference behind it.
      const texts = pieces.map((piece) => `${piece}|`);
      const args = { text: texts.map(escaped).join('${calls.1}'), other: 1 };
      const filled = readReferences(args, canonical, namesOf(['a']))?.fill(() => '<output>') ?? args;
      expect(filled).toEqual({ text: texts.join('<output>'), other: 1 });
    }),
  );
});

it('finds no reference in escaped text', () => {
  fc.assert(
    fc.property(anyText, (text) => {
      const args = { text: escaped(text) };
      const template = readReferences(args, canonical, namesOf(['a']));
      expect(template?.references ?? []).toEqual([]);
      expect(template?.fill(() => 'never') ?? args).toEqual({ text });
    }),
  );
});

it('gives the arguments again when every reference is replaced by what was written', () => {
  const anyLeaf = fc.oneof(
    fc.integer(),
    fc.constant(null),
    fc.constant('text'),
    anyPath.map((path) => stringForm('a', path)),
  );
  const { tree } = fc.letrec((tie) => ({
    tree: fc.oneof(
      { maxDepth: 4 },
      anyLeaf,
      fc.array(tie('tree'), { maxLength: 3 }),
      fc.dictionary(anyKey, tie('tree'), { maxKeys: 3 }),
    ),
  }));
  fc.assert(
    fc.property(fc.dictionary(anyKey, tree), (args) => {
      const template = readReferences(args, canonical, namesOf(['a']));
      const filled = template?.fill(({ name, path }) => stringForm(name, path)) ?? args;
      expect(JSON.stringify(filled)).toBe(JSON.stringify(args));
    }),
  );
});

it('never throws, whatever the arguments and outputs, leaves both as they were, and shows no value', () => {
  fc.assert(
    fc.property(anyArgs, fc.anything(), fc.constantFrom(canonical, everyNotation), (args, output, options) => {
      const before = structuredCloneOf(args);
      const names = namesOf(['a', 'b', 'c']);
      const self = { index: 1, callId: 'b', toolName: 'search' };
      const template = readReferences(args, options, names);
      const bound = template === null ? null : bindReferences(template, self, names);
      if (template !== null && bound?.error === null) {
        const filled = fillReferences(template, { self, bound, names, outputOf: () => output });
        if (!filled.ok) expect(filled.error.code).toBe('INVALID_REFERENCE');
      }
      expect(bound?.bindings.length ?? 0).toBe(template?.references.length ?? 0);
      expect(bound?.error?.message.length ?? 0).toBeLessThan(1_000);
      expect(args).toEqual(before);
    }),
    { numRuns: 1_000 },
  );
});

/** A deep copy; what cannot be cloned is compared with itself. */
function structuredCloneOf(args: object): unknown {
  try {
    return structuredClone(args);
  } catch {
    return args;
  }
}
