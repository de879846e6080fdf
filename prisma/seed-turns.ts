import type { BatchLabels, BatchOptions, ToolCall } from '@parallel-tools/executor';
import { TOOL_PROFILES } from './seed-tools.js';
import { type SeededRandom, seededRandom } from './seeded-random.js';

/** One model turn of an agent that never ran. */
export interface Turn {
  /** Since the start of the history, in ms. */
  readonly startMs: number;
  readonly calls: readonly ToolCall[];
  readonly labels: BatchLabels;
  readonly onError: NonNullable<BatchOptions['onError']>;
  /** When its user gives up, in ms after it started; null for a patient one. */
  readonly abortAfterMs: number | null;
}

/** What a history of turns is made of. */
export interface TurnOptions {
  readonly batches: number;
  readonly hours: number;
  readonly seed: number;
  /** Epoch ms of the start: more happens by day than by night. */
  readonly startMs: number;
}

/** Agents by how many calls a turn of theirs has, and how often they are asked. */
const AGENTS = [
  { agent: 'researcher', weight: 5, node: 'gather', mostCalls: 14 },
  { agent: 'support', weight: 4, node: 'tools', mostCalls: 5 },
  { agent: 'analyst', weight: 3, node: 'tools', mostCalls: 9 },
] as const;

/** Turns in order of their start. A session is a few of them in a row. */
export function seedTurns(options: TurnOptions): readonly Turn[] {
  const random = seededRandom(options.seed, 1);
  const turns: Turn[] = [];
  for (let session = 1; turns.length < options.batches; session += 1) {
    turns.push(...sessionTurns(random, session, options).slice(0, options.batches - turns.length));
  }
  return turns
    .sort((a, b) => a.startMs - b.startMs)
    .map((turn, index) => ({ ...turn, calls: turn.calls.map((call) => withDraw(call, index)) }));
}

function sessionTurns(random: SeededRandom, session: number, options: TurnOptions): readonly Turn[] {
  const { agent, node, mostCalls } = weighted(random, AGENTS);
  const labels = { sessionId: `${agent}-${session}`, agent, node, threadId: `thread-${session}` };
  const spanMs = options.hours * 3_600_000;
  let startMs = sessionStart(random, options, spanMs);
  return Array.from({ length: 1 + Math.floor(random.between(0, 7)) }, (): Turn => {
    const turn = {
      startMs: Math.floor(startMs),
      calls: turnCalls(random, mostCalls),
      labels,
      onError: random.chance(0.06) ? ('fail-fast' as const) : ('continue' as const),
      abortAfterMs: random.chance(0.03) ? Math.round(random.between(80, 1500)) : null,
    };
    startMs = Math.min(startMs + random.logNormal(14_000, 0.6), spanMs - 1);
    return turn;
  });
}

/** When a session begins, in ms since the history did: most likely at 14:00 UTC, least at 02:00. */
export function sessionStart(random: SeededRandom, options: Pick<TurnOptions, 'startMs'>, spanMs: number): number {
  for (;;) {
    const startMs = random.between(0, spanMs);
    const hour = ((options.startMs + startMs) / 3_600_000) % 24;
    if (random.chance((1.3 + Math.cos(((hour - 14) / 12) * Math.PI)) / 2.3)) return startMs;
  }
}

function turnCalls(random: SeededRandom, mostCalls: number): readonly ToolCall[] {
  const count = 1 + Math.floor(mostCalls * random.next() ** 1.4);
  return Array.from({ length: count }, (_, index) => {
    const args = {
      query: 'x'.repeat(Math.round(random.logNormal(60, 0.6))),
      path: `notes-${Math.floor(random.between(1, 40))}.md`,
    };
    const id = `call_${index + 1}`;
    if (random.chance(0.004)) return { id, name: 'web_search', args };
    // Not an object: what becomes of bad JSON.
    if (random.chance(0.005)) return { id, name: weighted(random, TOOL_PROFILES).name, args: '{"query": ' };
    return { id, name: weighted(random, TOOL_PROFILES).name, args };
  });
}

function withDraw(call: ToolCall, turnIndex: number): ToolCall {
  if (typeof call.args !== 'object') return call;
  return { ...call, args: { ...call.args, draw: turnIndex * 1000 + Number(call.id.slice('call_'.length)) } };
}

/** @param items - At least one. */
function weighted<Item extends { readonly weight: number }>(random: SeededRandom, items: readonly Item[]): Item {
  let left = random.next() * items.reduce((sum, { weight }) => sum + weight, 0);
  const found = items.find(({ weight }) => {
    left -= weight;
    return left < 0;
  });
  if (found === undefined) throw new Error('weights of nothing');
  return found;
}
