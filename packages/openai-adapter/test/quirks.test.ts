import { isDeepStrictEqual } from 'node:util';
import { createExecutor, defineTool } from '@parallel-tools/executor';
import { describe, expect, it } from 'vitest';
import { type ChatBody, runChat } from '../src/index.js';
import { checkTranscript } from './check-transcript.js';
import { callChunk, chunk } from './replay-server.js';
import { answersOf, QUESTION } from './support.js';

/** A call as the model means it. */
interface Meant {
  readonly name: string;
  readonly args: string;
}

/** The ways in which servers differ, each on its own. */
const QUIRKS = {
  index: ['right', 'missing', 'null', 'zero', 'from one', 'sparse', 'text'],
  id: [
    'right',
    'empty',
    'blank',
    'null',
    'missing',
    'one for all',
    'number',
    'in every delta',
    'new in every delta',
    'late',
  ],
  name: ['once', 'in every delta', 'in pieces', 'blank after'],
  args: ['pieces', 'whole', 'object', 'with the name', 'empty after'],
  order: ['one by one', 'interleaved', 'one chunk'],
  finish: ['tool_calls', 'stop', 'twice', 'with the last', 'usage after'],
  noise: ['none', 'empty chunks', 'other choice', 'text between', 'role in every delta'],
} as const;
type Quirks = { readonly [Key in keyof typeof QUIRKS]: (typeof QUIRKS)[Key][number] };

/** Whether the stream still says which piece is whose; where it does not, nobody could read it. */
function isReadable({ index, id, name, args, order }: Quirks): boolean {
  const isIndexed = index === 'right' || index === 'text' || index === 'from one' || index === 'sparse';
  // A new id beside a name is what a new call looks like.
  if (id === 'new in every delta' && (name === 'in every delta' || name === 'in pieces')) return false;
  if (isIndexed) return true;
  const comesWhole = (args === 'object' || args === 'with the name') && name !== 'in pieces';
  if (order === 'interleaved' && id !== 'in every delta') return comesWhole;
  // One id for several calls that are not told apart otherwise stands for one call, unless each comes whole.
  return id !== 'one for all' || comesWhole;
}

function indexOf(position: number, { index }: Quirks): object {
  switch (index) {
    case 'right':
      return { index: position };
    case 'missing':
      return {};
    case 'null':
      return { index: null };
    case 'zero':
      return { index: 0 };
    case 'from one':
      return { index: position + 1 };
    case 'sparse':
      return { index: position * 3 + 2 };
    case 'text':
      return { index: String(position) };
    default:
      return index satisfies never;
  }
}

function idOf(position: number, piece: number, { id }: Quirks): object {
  const isFirst = piece === 0;
  switch (id) {
    case 'right':
      return isFirst ? { id: `c${position}` } : {};
    case 'empty':
      return { id: '' };
    case 'blank':
      return { id: ' ' };
    case 'null':
      return { id: null };
    case 'missing':
      return {};
    case 'one for all':
      return isFirst ? { id: 'same' } : {};
    case 'number':
      return isFirst ? { id: position + 1 } : {};
    case 'in every delta':
      return { id: `c${position}` };
    case 'new in every delta':
      return { id: `c${position}-${piece}` };
    case 'late':
      return piece === 1 ? { id: `c${position}` } : {};
    default:
      return id satisfies never;
  }
}

/** The deltas of one call. */
function deltasOf({ name, args }: Meant, position: number, quirks: Quirks): object[] {
  const half = Math.ceil(args.length / 2);
  const texts: Record<Quirks['args'], unknown[]> = {
    pieces: ['', args.slice(0, half), args.slice(half)],
    whole: ['', args],
    object: [JSON.parse(args)],
    'with the name': [args],
    'empty after': [args, ''],
  };
  const pieces = texts[quirks.args];
  const names: Record<Quirks['name'], (piece: number) => object> = {
    once: (piece) => (piece === 0 ? { name } : {}),
    'in every delta': () => ({ name }),
    'in pieces': (piece) => (piece === 0 ? { name: name.slice(0, 2) } : piece === 1 ? { name: name.slice(2) } : {}),
    'blank after': (piece) => ({ name: piece === 0 ? name : '' }),
  };
  if (quirks.name === 'in pieces') pieces.unshift('');
  return pieces.map((text, piece) => ({
    ...indexOf(position, quirks),
    ...idOf(position, piece, quirks),
    ...(piece === 0 && { type: 'function' }),
    function: { ...names[quirks.name](piece), arguments: text },
  }));
}

function chunksOf(meant: readonly Meant[], quirks: Quirks): object[] {
  const perCall = meant.map((call, position) => deltasOf(call, position, quirks));
  const longest = Math.max(...perCall.map((deltas) => deltas.length));
  const inTurns = Array.from({ length: longest }, (_, n) => perCall.flatMap((deltas) => deltas[n] ?? [])).flat();
  const deltas = quirks.order === 'interleaved' ? inTurns : perCall.flat();
  const role = quirks.noise === 'role in every delta' ? { role: 'assistant', content: null } : {};
  const calls =
    quirks.order === 'one chunk'
      ? [chunk({ ...role, tool_calls: deltas })]
      : deltas.map((delta) =>
          quirks.noise === 'role in every delta' ? chunk({ ...role, tool_calls: [delta] }) : callChunk(delta),
        );
  const noise: Record<Quirks['noise'], object[]> = {
    none: [],
    'role in every delta': [],
    'empty chunks': [{ choices: [] }, { choices: [{ index: 0, delta: null, finish_reason: '' }] }, {}],
    'other choice': [
      { choices: [{ index: 1, delta: { tool_calls: [{ index: 0, function: { name: 'x', arguments: '}' } }] } }] },
    ],
    'text between': [chunk({ content: 'hm' })],
  };
  const noisy = calls.flatMap((each) => [...noise[quirks.noise], each]);
  const reason = quirks.finish === 'stop' ? 'stop' : 'tool_calls';
  const end = chunk({}, reason);
  if (quirks.finish === 'with the last') {
    const last = calls.at(-1) as { choices: object[] };
    return [...noisy.slice(0, -1), { ...last, choices: [{ ...last.choices[0], finish_reason: reason }] }];
  }
  if (quirks.finish === 'twice') return [...noisy, end, end];
  if (quirks.finish === 'usage after') return [...noisy, end, { choices: [], usage: { total_tokens: 1 } }];
  return [...noisy, end];
}

async function runOn(chunks: readonly object[], eager: 'off' | 'read-only') {
  const executed: Meant[] = [];
  const tool = (name: string, effects: 'read' | 'write') =>
    defineTool({
      name,
      effects,
      execute: (args) => {
        executed.push({ name, args: JSON.stringify(args) });
        return `${name} ${JSON.stringify(args)}`;
      },
    });
  const executor = createExecutor({ tools: [tool('look', 'read'), tool('stir', 'write')] });
  const replies = [chunks, [chunk({ content: 'ok' }), chunk({}, 'stop')]];
  async function* stream() {
    yield* (replies.shift() ?? []).map((each) => structuredClone(each));
  }
  const client = { chat: { completions: { create: async () => stream() } } };
  const body: ChatBody = { model: 'm', messages: QUESTION, stream: true };
  const { messages, status } = await runChat(client, body, { executor, eager }).result;
  checkTranscript(messages);
  return { executed, answers: answersOf(messages), status };
}

const MEANT = {
  'one call': [{ name: 'look', args: '{"n":1}' }],
  'three calls': [
    { name: 'look', args: '{"n":1}' },
    { name: 'look', args: '{"n":2}' },
    { name: 'stir', args: '{"a":{"b":"{"},"n":3}' },
  ],
} as const;

function* combinations(): Generator<Quirks> {
  const keys = Object.keys(QUIRKS) as (keyof Quirks)[];
  function* from(position: number, chosen: object): Generator<Quirks> {
    const key = keys[position];
    if (key === undefined) yield chosen as Quirks;
    else for (const value of QUIRKS[key]) yield* from(position + 1, { ...chosen, [key]: value });
  }
  yield* from(0, {});
}

/** All that a stream may be in what its deltas say; what is around them comes with each in turn. */
const DELTAS = [...combinations()].filter(({ finish, noise }) => finish === 'tool_calls' && noise === 'none');
const AROUND = QUIRKS.finish.flatMap((finish) => QUIRKS.noise.map((noise) => ({ finish, noise })));
const STREAMS = DELTAS.map((quirks, n) => ({ ...quirks, ...AROUND[n % AROUND.length] }) as Quirks);

describe.each(['off', 'read-only'] as const)('streams with all quirks beside all others, eager: %s', (eager) => {
  it.each(Object.entries(MEANT))(
    'come to the calls that were meant: %s',
    async (_count, meant) => {
      const readable = STREAMS.filter((quirks) => (meant.length === 1 ? isReadableAlone(quirks) : isReadable(quirks)));
      const wrong: unknown[] = [];
      for (const quirks of readable) {
        const { executed, answers } = await runOn(chunksOf(meant, quirks), eager);
        const expected = meant.map(({ name, args }) => `${name} ${args}`);
        const isRight = isDeepStrictEqual(answers, expected) && executed.length === meant.length;
        if (!isRight) wrong.push({ ...quirks, answers });
      }
      expect(wrong.slice(0, 3)).toEqual([]);
      expect(readable.length).toBeGreaterThan(1_000);
    },
    120_000,
  );

  it('execute no half of a call, and none twice, where nobody could tell the calls apart', async () => {
    const meant = MEANT['three calls'].map(({ args }) => args);
    const unreadable = STREAMS.filter((quirks) => !isReadable(quirks));
    expect(unreadable.length).toBeGreaterThan(0);
    for (const quirks of unreadable) {
      const { executed } = await runOn(chunksOf(MEANT['three calls'], quirks), eager);
      // A call without any arguments is what the begin of one looks like.
      const ran = executed.map(({ args }) => args).filter((args) => args !== '{}');
      expect(new Set(ran).size, JSON.stringify(quirks)).toBe(ran.length);
      expect(meant, JSON.stringify(quirks)).toEqual(expect.arrayContaining(ran));
    }
  }, 300_000);
});

/** One call needs nothing to be told apart from. */
function isReadableAlone({ id, name, order }: Quirks): boolean {
  if (order !== 'one by one') return false;
  return id !== 'new in every delta' || name === 'once' || name === 'blank after';
}
