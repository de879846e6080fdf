import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ToolCallAssembler, type ToolCallDelta } from './tool-call-assembler.js';

const assemble = (deltas: readonly ToolCallDelta[]) => {
  const assembler = new ToolCallAssembler();
  for (const delta of deltas) assembler.add(delta);
  return assembler.calls();
};

const anyCallFields = {
  id: fc.string({ minLength: 1 }).filter((id) => id.trim() !== ''),
  name: fc.oneof(fc.constantFrom('search', 'read'), fc.string({ minLength: 1 })),
  arguments: fc.oneof(fc.json(), fc.string()),
};
const anyCalls = fc.uniqueArray(fc.record(anyCallFields), { selector: ({ id }) => id, maxLength: 6 });

/** The text in pieces, cut where the numbers say. */
function cut(text: string, at: readonly number[]): string[] {
  const ends = [...at.map((place) => place % (text.length + 1)), text.length].sort((a, b) => a - b);
  return ends.map((end, position) => text.slice(ends[position - 1] ?? 0, end));
}

describe('ToolCallAssembler', () => {
  it('gives the same calls wherever their text is cut and however they are interleaved', () => {
    const anyCuts = fc.array(fc.nat(), { maxLength: 5 });
    fc.assert(
      fc.property(anyCalls, fc.infiniteStream(anyCuts), fc.infiniteStream(fc.nat()), (calls, cuts, picks) => {
        const streams = calls.map((call, index): ToolCallDelta[] => {
          const pieces = cut(call.arguments, cuts.next().value);
          return pieces.map((piece, position) => {
            const first = position === 0 ? { id: call.id } : {};
            return { index, ...first, function: { ...(position === 0 && { name: call.name }), arguments: piece } };
          });
        });
        const deltas = streams.flatMap((stream) => stream.splice(0, 1));
        while (streams.some((stream) => stream.length > 0)) {
          const left = streams.filter((stream) => stream.length > 0);
          deltas.push(...(left[picks.next().value % left.length] ?? []).splice(0, 1));
        }
        expect(assemble(deltas)).toEqual(calls.map((call) => ({ type: 'function', ...call })));
      }),
      { numRuns: 2_000 },
    );
  });

  it('gives the same calls when each delta repeats id and name, with an index or without', () => {
    // Objects, as models send them: without an index, what is none under a new id may be more of the call before.
    const args = fc.dictionary(fc.string(), fc.jsonValue()).map((object) => JSON.stringify(object));
    const calls = fc.uniqueArray(fc.record({ ...anyCallFields, arguments: args }), {
      selector: ({ id }) => id,
      maxLength: 6,
    });
    fc.assert(
      fc.property(calls, fc.array(fc.nat(), { maxLength: 5 }), fc.boolean(), (calls, cuts, hasIndex) => {
        const deltas = calls.flatMap(({ id, name, arguments: text }, index) =>
          cut(text, cuts).map((piece) => ({ id, ...(hasIndex && { index }), function: { name, arguments: piece } })),
        );
        expect(assemble(deltas)).toEqual(calls.map((call) => ({ type: 'function', ...call })));
      }),
      { numRuns: 2_000 },
    );
  });

  it('never loses or makes up text, whatever comes', () => {
    const maybe = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { nil: undefined });
    const anyDelta = fc.record({
      index: maybe(fc.constantFrom(0, 1, 2, null)),
      id: maybe(fc.constantFrom('a', 'b', '', null)),
      function: maybe(fc.record({ name: maybe(fc.constantFrom('x', 'y', '')), arguments: maybe(fc.json()) })),
    });
    fc.assert(
      fc.property(fc.array(anyDelta, { maxLength: 12 }), (deltas) => {
        const sent = deltas.map((delta) => delta.function?.arguments ?? '').join('');
        const calls = assemble(deltas as ToolCallDelta[]);
        const kept = calls.map((call) => call.arguments).join('');
        expect([...kept].sort()).toEqual([...sent].sort());
        expect(calls.length).toBeLessThanOrEqual(deltas.length);
      }),
      { numRuns: 2_000 },
    );
  });

  it('tells which call a delta belongs to', () => {
    const assembler = new ToolCallAssembler();
    const positions = [
      assembler.add({ index: 0, id: 'a', function: { name: 'x' } }),
      assembler.add({ index: 1, id: 'b', function: { name: 'x' } }),
      assembler.add({ index: 0, function: { arguments: '{}' } }),
    ];
    expect(positions).toEqual([0, 1, 0]);
  });

  it('does not take a repeated name for another call when there is an id', () => {
    const same = { index: 0, id: 'a', function: { name: 'x', arguments: '{}' } };
    expect(assemble([same, same])).toEqual([{ type: 'function', id: 'a', name: 'x', arguments: '{}{}' }]);
  });

  it('takes another name after the begin of arguments for another call when there are no ids', () => {
    const deltas = [
      { index: 0, function: { name: 'x', arguments: '{"n":' } },
      { index: 0, function: { name: 'y', arguments: '{}' } },
    ];
    expect(assemble(deltas).map(({ name }) => name)).toEqual(['x', 'y']);
  });

  it('knows a call by its id when only some of its deltas have an index', () => {
    const some = { id: 'a', function: { name: 'x', arguments: '{' } };
    const others = { id: 'a', index: 0, function: { arguments: '}' } };
    for (const deltas of [
      [some, others],
      [others, some],
    ])
      expect(assemble(deltas)).toHaveLength(1);
  });

  it('does not take a trailing name for another call', () => {
    const deltas = [{ function: { name: 'x', arguments: '{}' } }, { function: { name: 'x', arguments: '' } }];
    expect(assemble(deltas)).toHaveLength(1);
  });

  it('does not take a name that comes after the arguments, or an object within them, for another call', () => {
    const late = [
      { index: 0, function: { arguments: '{}' } },
      { index: 0, function: { name: 'x' } },
    ];
    expect(assemble(late)).toEqual([{ type: 'function', id: '', name: 'x', arguments: '{}' }]);
    const nested = ['{"a":', '{}', ',"b":', '{}}'].map((text) => ({ function: { name: 'x', arguments: text } }));
    expect(assemble(nested)).toEqual([{ type: 'function', id: '', name: 'x', arguments: '{"a":{},"b":{}}' }]);
  });

  it('takes numbers for ids', () => {
    // Servers that count send what the API's type does not allow.
    const deltas = [7, 8, 7].map((id) => ({ id, function: { name: 'x', arguments: '1' } }) as unknown as ToolCallDelta);
    expect(assemble(deltas)).toMatchObject([
      { id: '7', arguments: '11' },
      { id: '8', arguments: '1' },
    ]);
  });

  it('goes on with the last call of an id that two calls have', () => {
    const begin = (index: number) => ({ index, id: 'a', function: { name: 'x' } });
    const calls = assemble([begin(0), begin(1), { id: 'a', function: { arguments: '{}' } }]);
    expect(calls.map((call) => call.arguments)).toEqual(['', '{}']);
  });

  it('puts a custom tool’s input together', () => {
    const deltas = [
      { index: 0, id: 'k', custom: { name: 'shell', input: 'ls ' } },
      { index: 0, custom: { input: '-l' } },
    ];
    expect(assemble(deltas)).toEqual([{ type: 'custom', id: 'k', name: 'shell', arguments: 'ls -l' }]);
  });
});
