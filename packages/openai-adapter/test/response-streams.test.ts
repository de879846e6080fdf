import { describe, expect, it } from 'vitest';
import { type ResponsesBody, runResponses } from '../src/index.js';
import { checkItems } from './check-items.js';
import { openReplayServer } from './open-replay-server.js';
import { call, type Item, message, response, sse, streamed } from './responses-script.js';
import { testExecutor } from './support.js';

const server = await openReplayServer();

const [A, B] = [call('a', 'work', { n: 1 }), call('b', 'work', { n: 2 })];
const added = (item: Item, place: object) =>
  sse('response.output_item.added', { ...place, item: { ...item, arguments: '', status: 'in_progress' } });
const delta = (text: string, place: object) => sse('response.function_call_arguments.delta', { ...place, delta: text });
const argumentsDone = (item: Item, place: object) =>
  sse('response.function_call_arguments.done', { ...place, arguments: item.arguments });
const done = (item: Item, place: object) => sse('response.output_item.done', { ...place, item });
const end = (output: Item[], rest: object = {}) =>
  sse('response.completed', { response: { ...response(output).body, ...rest } });

async function runOn(chunks: readonly string[], eager: 'off' | 'read-only') {
  const executor = testExecutor();
  const read = { ...executor.withTools(executor.tools.map((tool) => ({ ...tool, effects: 'read' as const }))) };
  server.script({ chunks, end: 'without-done' }, streamed(response([message('ok')])));
  const body: ResponsesBody = { model: 'm', input: 'go', stream: true };
  const { items, status } = await runResponses(server.client, body, { executor: read, eager }).result;
  checkItems(items);
  return { executed: executor.executed, status, items };
}

/** An index, or the item's id, says where an event belongs. */
const byIndex = (index: number) => ({ output_index: index });
const byId = (index: number) => ({ item_id: index === 0 ? 'fc_a' : 'fc_b' });
const byNothing = () => ({});
const piecesOf = (item: Item, place: object) => [
  delta(String(item.arguments).slice(0, 4), place),
  delta(String(item.arguments).slice(4), place),
];

describe.each(['off', 'read-only'] as const)('a stream of the Responses API, eager: %s', (eager) => {
  it.each<[string, string[]]>([
    ...(
      [
        ['with an index', byIndex],
        ['without an index', byId],
        ['without an index or an id in its events', byNothing],
      ] as const
    ).flatMap(([how, place]): [string, string[]][] => [
      [
        `${how}, one call after the other`,
        [A, B].flatMap((item, n) => [
          added(item, place(n)),
          ...piecesOf(item, place(n)),
          argumentsDone(item, place(n)),
          done(item, place(n)),
        ]),
      ],
      [
        `${how}, without items that are done`,
        [A, B].flatMap((item, n) => [
          added(item, place(n)),
          ...piecesOf(item, place(n)),
          argumentsDone(item, place(n)),
        ]),
      ],
      [`${how}, with pieces alone`, [A, B].flatMap((item, n) => [added(item, place(n)), ...piecesOf(item, place(n))])],
      [`${how}, with whole items alone`, [A, B].map((item, n) => done(item, place(n)))],
      [
        `${how}, with items that are done twice`,
        [A, B].flatMap((item, n) => [done(item, { ...place(n), ...byIndex(n) }), done(item, byIndex(n))]),
      ],
    ]),
    [
      'interleaved',
      [
        ...[A, B].map((item, n) => added(item, byIndex(n))),
        delta('{"n"', byIndex(0)),
        delta('{"n":', byIndex(1)),
        delta(':1}', byIndex(0)),
        delta('2}', byIndex(1)),
        done(B, byIndex(1)),
        done(A, byIndex(0)),
      ],
    ],
    [
      'interleaved, told apart by their ids',
      [
        ...[A, B].map((item) => added(item, {})),
        delta('{"n"', byId(0)),
        delta('{"n":2}', byId(1)),
        delta(':1}', byId(0)),
      ],
    ],
    ['with gaps between its indexes', [done(A, byIndex(2)), done(B, byIndex(7))]],
  ])('comes to the same calls whether it ends with its items or not: %s', async (_how, chunks) => {
    for (const output of [[A, B], []]) {
      const { executed, status, items } = await runOn([...chunks, end(output)], eager);
      expect([status, executed], JSON.stringify(output)).toEqual(['completed', [{ n: 1 }, { n: 2 }]]);
      expect(items.filter(({ type }) => type === 'function_call')).toMatchObject([{ call_id: 'a' }, { call_id: 'b' }]);
    }
  });

  it.each<[string, string[]]>([
    ['half of its arguments came', [added(A, byIndex(0)), delta('{"n":', byIndex(0))]],
    ['more came after them', [added(A, byIndex(0)), delta('{"n":1}', byIndex(0)), delta('}', byIndex(0))]],
  ])('executes nothing of a call where %s and no whole item', async (_what, chunks) => {
    expect((await runOn([...chunks, end([])], eager)).executed).toEqual([]);
  });

  it('executes nothing when it ends before the response does', async () => {
    const { executed, status } = await runOn([done(A, byIndex(0))], 'off');
    expect([executed, status]).toEqual([[], 'incomplete']);
  });
});
