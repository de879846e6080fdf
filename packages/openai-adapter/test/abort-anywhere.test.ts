import { setImmediate as tick } from 'node:timers/promises';
import { createExecutor, defineTool } from '@parallel-tools/executor';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { z } from 'zod';
import {
  type CallDecision,
  type ChatBody,
  type ResponsesBody,
  type RunOptions,
  runChat,
  runResponses,
} from '../src/index.js';
import { checkItems } from './check-items.js';
import { checkTranscript } from './check-transcript.js';
import { openReplayServer } from './open-replay-server.js';
import { call, message, reasoning, response, streamed } from './responses-script.js';
import { QUESTION } from './support.js';

const server = await openReplayServer();

/** Early ones, one that waits for a person, two that use outputs, one that is broken, one that holds others. */
const FIRST: [string, string, unknown][] = [
  ['a', 'look', { of: 'x' }],
  ['b', 'stir', { of: 'y' }],
  ['c', 'look', { of: { $ref: '1', path: '' } }],
  ['d', 'look', '{"of":'],
  ['e', 'stir', { of: 'got ${calls.2}' }],
  ['f', 'parallel', { tool_uses: [{ recipient_name: 'functions.look', parameters: { of: 'z' } }] }],
  ['g', 'look', { of: 'w' }],
];
const SECOND: [string, string, unknown][] = [
  ['a', 'stir', { of: 'v' }],
  ['h', 'nope', {}],
];
const textOf = (args: unknown) => (typeof args === 'string' ? args : JSON.stringify(args));
const toCalls = (list: typeof FIRST) => list.map(([id, name, args]) => ({ id, name, arguments: textOf(args) }));
const toItems = (list: typeof FIRST) => list.map(([id, name, args]) => call(id, name, textOf(args)));

/** What a run does, and where it is aborted: at an event of the run or the executor, or when a hook is asked. */
const anyRun = fc.record({
  at: fc.integer({ min: 1, max: 120 }),
  heardBy: fc.constantFrom('loop', 'listener', 'hook'),
  stream: fc.boolean(),
  eager: fc.constantFrom('off' as const, 'read-only' as const),
  parallel_tool_calls: fc.boolean(),
  maxTurns: fc.integer({ min: 1, max: 3 }),
  maxConcurrency: fc.integer({ min: 1, max: 4 }),
  onMaxTurns: fc.constantFrom('stop' as const, 'final-answer' as const),
  executeOnLastTurn: fc.boolean(),
  decisions: fc.array(fc.constantFrom<CallDecision>('allow', { deny: 'no' }, { args: { of: 'edited' } }), {
    minLength: 1,
  }),
  decidesLater: fc.boolean(),
});
type AnyRun = typeof anyRun extends fc.Arbitrary<infer Value> ? Value : never;

function prepare(plan: AnyRun) {
  const { at, heardBy, decisions, decidesLater, eager, maxTurns, maxConcurrency, onMaxTurns, executeOnLastTurn } = plan;
  const controller = new AbortController();
  let [heard, executed, executedBefore] = [0, 0, -1];
  const hear = (who: AnyRun['heardBy']) => {
    if (who !== heardBy || ++heard !== at) return;
    controller.abort();
    executedBefore = executed;
  };
  const tool = (name: string, effects: 'read' | 'write') =>
    defineTool({
      name,
      effects,
      input: z.object({ of: z.string() }),
      execute: async ({ of }) => {
        executed += 1;
        await tick();
        return `${name} ${of}`;
      },
    });
  const executor = createExecutor({
    tools: [tool('look', 'read'), tool('stir', 'write')],
    references: true,
    maxConcurrency,
  });
  executor.subscribe(() => hear('listener'));
  const later = async <Value>(value: Value) => {
    await tick();
    return value;
  };
  let asked = 0;
  const options: RunOptions = {
    executor,
    signal: controller.signal,
    references: true,
    eager,
    maxTurns,
    onMaxTurns,
    executeOnLastTurn,
    onToolCall: () => {
      hear('hook');
      const decision = decisions[asked++ % decisions.length] as CallDecision;
      return decidesLater ? later(decision) : decision;
    },
    repair: ({ arguments: text }) => {
      hear('hook');
      return later(`${text}"mended"}`);
    },
    onUnknownTool: () => {
      hear('hook');
      return later('no such tool');
    },
  };
  const check = async (status: string) => {
    if (executedBefore === -1) expect(['completed', 'max_turns']).toContain(status);
    else {
      expect(executed).toBe(executedBefore);
      // What happens in the last moment may come too late.
      expect(['aborted', 'completed', 'max_turns']).toContain(status);
    }
    await executor.close();
  };
  return { options, hear, check };
}

it('a chat that is aborted anywhere can be sent again at any moment, and starts nothing after it', async () => {
  await fc.assert(
    fc.asyncProperty(anyRun, async (plan) => {
      server.script({ text: 'hm', calls: toCalls(FIRST) }, { calls: toCalls(SECOND) }, { text: 'done' });
      const { stream, parallel_tool_calls } = plan;
      const { options, hear, check } = prepare(plan);
      const body = { model: 'm', messages: QUESTION, stream, parallel_tool_calls } as ChatBody;
      const run = runChat(server.client, body, options);
      for await (const _ of run) {
        checkTranscript(run.messages);
        hear('loop');
      }
      const { status, messages } = await run.result;
      checkTranscript(messages);
      for (const request of server.requests) checkTranscript(request.messages);
      await check(status);
    }),
    { numRuns: 500 },
  );
}, 300_000);

it('so does a run of the Responses API', async () => {
  await fc.assert(
    fc.asyncProperty(anyRun, async (plan) => {
      const { stream, parallel_tool_calls } = plan;
      const replies = [
        response([reasoning('r1'), ...toItems(FIRST)]),
        response([reasoning('r2'), ...toItems(SECOND)]),
        response([message('done')]),
      ];
      server.script(...replies.map((reply) => (stream ? streamed(reply) : reply)));
      const { options, hear, check } = prepare(plan);
      const body = { model: 'm', input: 'go', stream, parallel_tool_calls } as ResponsesBody;
      const run = runResponses(server.client, body, options);
      for await (const _ of run) {
        checkItems(run.next.input);
        hear('loop');
      }
      const { status, items } = await run.result;
      checkItems(items);
      await check(status);
    }),
    { numRuns: 500 },
  );
}, 300_000);
