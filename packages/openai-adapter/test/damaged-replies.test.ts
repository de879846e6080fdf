import { createExecutor, defineTool } from '@parallel-tools/executor';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ChatBody, type ChatClient, type ChatResult, runChat } from '../src/index.js';
import { QUESTION, resultOf } from './support.js';

/** Values that a field holds when its server, or a proxy before it, is wrong. */
const anyDamage = fc.constantFrom<unknown>(undefined, null, '', 'x', 'stop', 0, 1, true, [], {}, [null], [[]], [{}]);

const anyDelta = fc.record(
  {
    index: fc.constantFrom(0, 1, 2),
    id: fc.constantFrom('a', 'b', 'c', ''),
    type: fc.constantFrom('function', 'custom'),
    function: fc.record(
      { name: fc.constantFrom('ping', 'pong', ''), arguments: fc.constantFrom('', '{}', '{"n":', '1}', '[]', 'x') },
      { requiredKeys: [] },
    ),
  },
  { requiredKeys: ['index', 'function'] },
);

const anyFinish = fc.constantFrom('stop', 'tool_calls', 'length', 'content_filter', 'other', '', null);

const anyStream = fc
  .record({ deltas: fc.array(anyDelta, { maxLength: 6 }), finish: anyFinish, text: fc.string({ maxLength: 3 }) })
  .map(({ deltas, finish, text }): unknown[] => [
    { choices: [{ index: 0, delta: { role: 'assistant', content: text, refusal: null }, finish_reason: null }] },
    ...deltas.map((delta) => ({ choices: [{ index: 0, delta: { tool_calls: [delta] }, finish_reason: null }] })),
    { choices: [{ index: 0, delta: {}, finish_reason: finish }], usage: { total_tokens: 1 } },
  ]);

const anyCompletion = fc
  .record({ calls: fc.array(anyDelta, { maxLength: 4 }), finish: anyFinish, text: fc.string({ maxLength: 3 }) })
  .map(({ calls, finish, text }): unknown => {
    const message = { role: 'assistant', content: text, refusal: null, tool_calls: calls };
    return { choices: [{ index: 0, message, finish_reason: finish }], usage: { total_tokens: 1 } };
  });

/** The value with what is at one of its places, picked by the number, replaced. */
function damaged(value: unknown, place: number, damage: unknown): unknown {
  const copy = structuredClone({ value });
  const places: [object, string][] = [];
  const visit = (parent: object) => {
    for (const [key, child] of Object.entries(parent)) {
      places.push([parent, key]);
      if (typeof child === 'object' && child !== null) visit(child);
    }
  };
  visit(copy.value as object);
  const [parent, key] = places[place % places.length] ?? [copy, 'value'];
  Reflect.set(parent, key, damage);
  return copy.value;
}

/** Runs on replies that no server sent: the client's own parsing is not under test. */
async function runOn(stream: boolean, reply: unknown) {
  const executed: unknown[] = [];
  const ping = defineTool({ name: 'ping', execute: (args) => executed.push(args) });
  async function* streamOf(chunks: readonly unknown[]) {
    yield* chunks;
  }
  const client: ChatClient = {
    chat: { completions: { create: async () => (stream ? streamOf(reply as unknown[]) : reply) } },
  };
  const body = { model: 'm', messages: QUESTION, stream } as ChatBody;
  const run = runChat(client, body, { executor: createExecutor({ tools: [ping] }), maxTurns: 2 });
  return { run, executed };
}

/** Nothing was executed that the model had not asked for, whole, and with leave. */
function expectOnlyWhatWasAsked({ turns }: ChatResult, executed: readonly unknown[]): void {
  const asked = turns.flatMap(({ batch, finishReason, calls }) => {
    if (batch === null) return [];
    expect(['stop', 'tool_calls']).toContain(finishReason);
    return calls.filter(({ type, name }) => type === 'function' && name === 'ping').map((call) => call.arguments);
  });
  const whole = asked.flatMap((text) => {
    try {
      const args: unknown = JSON.parse(text.trim() === '' ? '{}' : text);
      return typeof args === 'object' && args !== null && !Array.isArray(args) ? [args] : [];
    } catch {
      return [];
    }
  });
  expect(executed).toEqual(whole);
}

describe('a reply that is damaged anywhere', () => {
  it('is read as far as it goes when it is streamed, and executes only calls that are whole', async () => {
    await fc.assert(
      fc.asyncProperty(
        anyStream,
        fc.array(fc.tuple(fc.nat(), anyDamage), { maxLength: 3 }),
        async (chunks, damages) => {
          const reply = damages.reduce<unknown>((value, [place, damage]) => damaged(value, place, damage), chunks);
          const { run, executed } = await runOn(true, reply);
          expectOnlyWhatWasAsked(await resultOf(run), executed);
        },
      ),
      { numRuns: 25_000 },
    );
  }, 300_000);

  it('is read as far as it goes when it comes whole, unless it is no completion at all', async () => {
    await fc.assert(
      fc.asyncProperty(
        anyCompletion,
        fc.array(fc.tuple(fc.nat(), anyDamage), { maxLength: 3 }),
        async (completion, damages) => {
          const reply = damages.reduce<unknown>((value, [place, damage]) => damaged(value, place, damage), completion);
          const { run, executed } = await runOn(false, reply);
          const isCompletion = Array.isArray((reply as { choices?: unknown }).choices);
          if (!isCompletion) await expect(run.result).rejects.toThrow('no chat completion');
          else expectOnlyWhatWasAsked(await resultOf(run), executed);
        },
      ),
      { numRuns: 4_000 },
    );
  }, 300_000);
});
