import { setTimeout as sleep } from 'node:timers/promises';
import { ToolCallAssembler } from '@parallel-tools/openai';
import { atMost, type Finding, finding } from './finding.ts';
import {
  agentsOnChat,
  agentsOnResponses,
  aiSdkOnChat,
  aiSdkOnResponses,
  idealOnChat,
  type Loop,
  type LoopTool,
  mastraOnChat,
  mastraOnResponses,
  oursOnChat,
  oursOnResponses,
  runnerOnResponses,
  runToolsOnChat,
} from './loop-peers.ts';
import { type ModelServer, type ReplyTiming, startModelServer } from './model-server.ts';
import { repeat, timed } from './repeat.ts';
import type { Settings } from './settings.ts';
import { formatNumber, formatSpread, spreadOf } from './spread.ts';

const EVEN: ReplyTiming = { toolNames: Array.from({ length: 5 }, () => 'nap'), gapMs: 0, tailMs: 0 };
const UNEVEN: ReplyTiming = { toolNames: ['long', 'nap', 'nap', 'nap', 'nap'], gapMs: 100, tailMs: 200 };
const TOOLS: readonly LoopTool[] = [
  { name: 'nap', run: () => sleep(100, 'done') },
  { name: 'long', run: () => sleep(600, 'done') },
];
const DELTAS = 20_000;

/** Whole chats against a local server, each loop in turn within a round, so that all see the same machine. */
export async function* measureOpenAiLoop({ pairs }: Settings): AsyncGenerator<Finding> {
  yield* measureToolPhase(pairs);
  yield* measureUneven(pairs);
  yield await measureHang(pairs);
  yield await measureAbort(pairs);
  yield measureAssembly(pairs);
}

async function withServer<Result>(timing: ReplyTiming, run: (server: ModelServer) => Promise<Result>): Promise<Result> {
  const server = await startModelServer(timing);
  try {
    return await run(server);
  } finally {
    server.close();
  }
}

/**
 * From the end of the reply with five calls of 100 ms to the next request, beside the least that any loop has to do: the
 * reply crosses the wire, and so does the request.
 */
async function* measureToolPhase(pairs: number): AsyncGenerator<Finding> {
  const loops: [string, Loop][] = [
    ['ideal', idealOnChat],
    ['runChat', oursOnChat()],
    ['runResponses', oursOnResponses],
    ['runTools', runToolsOnChat],
    ['AI SDK, chat', aiSdkOnChat],
    ['@openai/agents, chat', agentsOnChat],
    ['Mastra, chat', mastraOnChat],
  ];
  const phases = await withServer(EVEN, (server) =>
    rounds(pairs, loops, async (loop) => {
      await loop(server.baseUrl, TOOLS);
      return server.marks.nextRequestMs - server.marks.replyEndMs;
    }),
  );
  const ideal = phases.get('ideal') ?? [];
  const detail = [...phases].map(([name, times]) => `${name} ${formatSpread(spreadOf(times))} ms`).join('; ');
  for (const own of ['runChat', 'runResponses']) {
    const ratios = (phases.get(own) ?? []).map((ms, round) => ms / (ideal[round] ?? Number.NaN));
    yield finding(`5 calls of 100 ms, ${own}, tool phase to ideal`, spreadOf(ratios), '×', {
      goal: atMost(1.04),
      detail,
    });
  }
}

/** Five calls 100 ms apart, the first of 600 ms, the others of 100 ms, and 200 ms of text after them. */
async function* measureUneven(pairs: number): AsyncGenerator<Finding> {
  const apis: [string, number, string, [string, Loop][]][] = [
    [
      'Chat Completions',
      0.62,
      'runChat',
      [
        ['runChat', oursOnChat()],
        ['runTools', runToolsOnChat],
        ['AI SDK', aiSdkOnChat],
        ['@openai/agents', agentsOnChat],
        ['Mastra', mastraOnChat],
      ],
    ],
    [
      'Responses',
      1.02,
      'runResponses',
      [
        ['runResponses', oursOnResponses],
        ['ResponsesToolRunner', runnerOnResponses],
        ['AI SDK', aiSdkOnResponses],
        ['@openai/agents', agentsOnResponses],
        ['Mastra', mastraOnResponses],
      ],
    ],
  ];
  for (const [api, goal, own, loops] of apis) {
    const walls = await withServer(UNEVEN, (server) =>
      rounds(pairs, loops, (loop) => timed(() => loop(server.baseUrl, TOOLS))),
    );
    const ours = walls.get(own) ?? [];
    // Round by round, against the fastest of the others.
    const peers = [...walls].filter(([name]) => name !== own);
    const ratios = ours.map((ms, round) => ms / Math.min(...peers.map(([, times]) => times[round] ?? Number.NaN)));
    const detail = [...walls].map(([name, times]) => `${name} ${formatSpread(spreadOf(times))} ms`).join('; ');
    yield finding(`uneven turn, ${api}, to the best peer`, spreadOf(ratios), '×', { goal: atMost(goal), detail });
  }
}

const hang: LoopTool = { name: 'nap', run: () => new Promise(() => undefined) };

/** A tool that never ends and ignores its signal, under a timeout of 200 ms. */
async function measureHang(pairs: number): Promise<Finding> {
  const overMs = await withServer({ ...EVEN, toolNames: ['nap'] }, (server) =>
    repeat(pairs, async () => (await timed(() => oursOnChat(200)(server.baseUrl, [hang]))) - 200),
  );
  return finding('a tool that hangs: end of the run after its timeout', spreadOf(overMs), 'ms', { goal: atMost(50) });
}

/** Tools of one second that ignore their signal, aborted after 150 ms. */
async function measureAbort(pairs: number): Promise<Finding> {
  const deaf: LoopTool = { name: 'nap', run: () => sleep(1_000, 'done') };
  const loops: [string, Loop][] = [
    ['runChat', oursOnChat()],
    ['runTools', runToolsOnChat],
  ];
  const overMs = await withServer(EVEN, (server) =>
    rounds(pairs, loops, async (loop) => {
      const controller = new AbortController();
      let abortedMs = 0;
      setTimeout(() => {
        abortedMs = performance.now();
        controller.abort();
      }, 150);
      await loop(server.baseUrl, [deaf], controller.signal).catch(() => undefined);
      return performance.now() - abortedMs;
    }),
  );
  const detail = [...overMs].map(([name, times]) => `${name} ${formatSpread(spreadOf(times))} ms`).join('; ');
  return finding('abort with tools that ignore it: until settled', spreadOf(overMs.get('runChat') ?? []), 'ms', {
    goal: atMost(50),
    detail,
  });
}

/** Putting the deltas of one long call together, to what JSON.parse, the least that a client does, takes for their chunks. */
function measureAssembly(pairs: number): Finding {
  const deltas = Array.from({ length: DELTAS }, (_, n) => ({
    index: 0,
    ...(n === 0 && { id: 'c0' }),
    function: { ...(n === 0 && { name: 'nap' }), arguments: 'abcd' },
  }));
  const chunks = deltas.map((delta) =>
    JSON.stringify({
      id: 'x',
      object: 'chat.completion.chunk',
      choices: [{ index: 0, delta: { tool_calls: [delta] }, finish_reason: null }],
    }),
  );
  const costs = Array.from({ length: pairs + 2 }, () => {
    const startMs = performance.now();
    const parsed = chunks.map((text) => JSON.parse(text));
    const parsedMs = performance.now();
    const assembler = new ToolCallAssembler();
    for (const { choices } of parsed) assembler.add(choices[0].delta.tool_calls[0]);
    const endMs = performance.now();
    return { parseMs: parsedMs - startMs, addMs: endMs - parsedMs };
  }).slice(2);
  const detail = `${formatNumber((spreadOf(costs.map(({ addMs }) => addMs)).median * 1000) / DELTAS)} µs a delta`;
  return finding(
    'assembling deltas, to JSON.parse of their chunks',
    spreadOf(costs.map(({ addMs, parseMs }) => addMs / parseMs)),
    '×',
    { goal: atMost(1), detail },
  );
}

/** One warm-up, then each loop once a round. */
async function rounds(
  pairs: number,
  loops: readonly [string, Loop][],
  measure: (loop: Loop) => Promise<number>,
): Promise<Map<string, number[]>> {
  const times = new Map(loops.map(([name]) => [name, [] as number[]]));
  for (let round = -1; round < pairs; round++) {
    for (const [name, loop] of loops) {
      const ms = await measure(loop);
      if (round >= 0) times.get(name)?.push(ms);
    }
  }
  return times;
}
