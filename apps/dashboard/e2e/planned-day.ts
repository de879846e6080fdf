import type { PlannedBatch, PlannedCall } from './record-batches';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const TOOLS = [
  ['web_search', 400],
  ['fetch_page', 700],
  ['query_warehouse', 900],
  ['search_tickets', 180],
  ['read_pdf', 1100],
  ['get_metrics', 95],
  ['tail_logs', 240],
  ['list_deploys', 90],
  ['run_python', 1400],
  ['translate', 310],
] as const;

/**
 * A day of batches that ends just before `endMs`, whose every call is known: with a gap of three hours, one batch of 60
 * calls and, as the newest, one in which everything happens.
 */
export function plannedDay(endMs: number): readonly PlannedBatch[] {
  const random = seededRandom(7);
  const batches: PlannedBatch[] = [];
  for (let index = 0; index < 120; index++) {
    const ageMs = 22 * HOUR_MS - index * 11 * MINUTE_MS;
    if (ageMs > 9 * HOUR_MS && ageMs < 12 * HOUR_MS) continue;
    batches.push({
      startedAtMs: endMs - ageMs,
      agent: index % 3 === 0 ? 'researcher' : 'auditor',
      calls: Array.from({ length: 2 + Math.floor(random() * 8) }, () => anyCall(random)),
      ...(index % 20 === 5 ? { onError: 'fail-fast' as const } : {}),
    });
  }
  batches.push({ startedAtMs: endMs - 4 * MINUTE_MS, calls: Array.from({ length: 60 }, () => anyCall(random)) });
  batches.push({ startedAtMs: endMs - 2 * MINUTE_MS, calls: EVERYTHING });
  return batches;
}

/** The newest batch of `plannedDay`. */
const EVERYTHING: readonly PlannedCall[] = [
  { tool: 'web_search', runMs: 400 },
  { tool: 'web_search', runMs: 700 },
  { tool: 'web_search', runMs: 500 },
  { tool: 'fetch_page', runMs: 900, fate: 'fails-once' },
  { tool: 'query_warehouse', runMs: 1300, fate: 'fails' },
  { tool: 'tail_logs', runMs: 10, fate: 'hangs' },
  { tool: 'translate', runMs: 300 },
  { tool: 'run_python', runMs: 2600 },
];

function anyCall(random: () => number): PlannedCall {
  const [tool, meanMs] = TOOLS[Math.floor(random() * random() * TOOLS.length)] ?? TOOLS[0];
  const runMs = Math.round(meanMs * (0.4 + 1.4 * random()));
  const dice = random();
  if (dice < 0.03) return { tool, runMs, fate: 'fails' };
  if (dice < 0.05) return { tool, runMs, fate: 'fails-once' };
  if (dice < 0.06) return { tool, runMs, fate: 'hangs' };
  return { tool, runMs };
}

/** Mulberry32: small, and the same numbers everywhere. */
function seededRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
