import type {
  AttemptRecord,
  BatchRecord,
  CallRecord,
  EdgeRecord,
  WaitCause,
  WaitRecord,
} from '@parallel-tools/executor';
import { buildAttempt, buildCall, buildRecord } from './build-record.js';
import { seededRandom } from './random-history.js';

const TOOLS = ['search', 'fetch', 'sql', '__proto__', 'constructor', 'hash'];
const AGENTS = ['researcher', 'support', undefined];
const CAUSES: readonly WaitCause[] = ['tool-slot', 'global-slot', 'rate-limit', 'conflict', 'overhead'];

/**
 * Batches of sessions and agents with waits of every kind, retries, hedges, cache hits, chains of dependent calls and every
 * way to end, at random times of a stretch of time.
 */
export function richHistory(
  seed: number,
  batchCount: number,
  startMs: number,
  lengthMs: number,
): readonly BatchRecord[] {
  const random = seededRandom(seed);
  const pick = <Item>(items: readonly Item[]) => items[Math.floor(random() * items.length)] as Item;
  return Array.from({ length: batchCount }, () => {
    const calls = Array.from({ length: 1 + Math.floor(random() ** 2 * 9) }, (_, index) =>
      richCall(random, index + 1, pick(TOOLS)),
    );
    const agent = pick(AGENTS);
    const atMs = Math.floor(random() * lengthMs);
    const session = Math.floor((12 * atMs) / lengthMs);
    return buildRecord({
      startedAtMs: startMs + atMs,
      calls,
      edges: edgesOf(calls),
      labels: { ...(agent && { agent }), ...(random() < 0.8 && { sessionId: `session-${session}` }) },
    });
  });
}

function richCall(random: () => number, seq: number, toolName: string): CallRecord {
  const chance = random();
  const base = { seq, toolName, callId: `call_${seq}` };
  if (chance < 0.05) return buildCall({ ...base, status: 'skipped', attempts: [], errorCode: null });
  if (chance < 0.13) return buildCall({ ...base, attempts: [], source: chance < 0.1 ? 'cache' : 'shared' });
  const readyUs = Math.floor(random() * 2000);
  const waits = queueWaits(random, readyUs);
  const startUs = waits.at(-1)?.endUs ?? readyUs;
  const attempts = richAttempts(random, startUs);
  for (const [index, { startUs: atUs }] of attempts.entries()) {
    const before = attempts[index - 1];
    if (before !== undefined && before.endUs < atUs)
      waits.push({ cause: 'backoff', startUs: before.endUs, endUs: atUs });
  }
  const last = attempts.find(({ outcome }) => outcome === 'ok') ?? attempts.at(-1);
  const endUs = Math.max(...attempts.map((attempt) => attempt.endUs));
  const status = last?.outcome === 'ok' ? 'ok' : last?.outcome === 'cancelled' ? 'cancelled' : 'error';
  const error = { errorCode: last?.errorCode ?? null, errorMessage: last?.errorMessage ?? null };
  return buildCall({ ...base, readyUs, attempts, waits, endUs, status, ...(status === 'ok' ? {} : error) });
}

function queueWaits(random: () => number, readyUs: number): WaitRecord[] {
  const waits: WaitRecord[] = [];
  let atUs = readyUs;
  while (random() < 0.5) {
    const cause = CAUSES[Math.floor(random() * CAUSES.length)] ?? 'overhead';
    const endUs = atUs + 1 + Math.floor(random() ** -0.8 * 300);
    waits.push({ cause, startUs: atUs, endUs });
    atUs = endUs;
  }
  return waits;
}

function richAttempts(random: () => number, startUs: number): readonly AttemptRecord[] {
  const attempts: AttemptRecord[] = [];
  let atUs = startUs;
  for (let attempt = 1; attempt <= 3; attempt += 1) {
    const runUs = random() < 0.02 ? 0 : Math.floor(200 * random() ** -1.3);
    const chance = random();
    const outcome = chance < 0.8 ? 'ok' : chance < 0.9 ? 'error' : chance < 0.97 ? 'timeout' : 'cancelled';
    const errorCode = { ok: null, error: 'TOOL_FAILED', timeout: 'TOOL_TIMEOUT', cancelled: 'ABORTED' }[outcome];
    const errorMessage = errorCode === null ? null : `it failed after ${runUs} µs on "${attempt}"`;
    const abandoned = outcome === 'timeout' && random() < 0.5;
    attempts.push(
      buildAttempt({ attempt, startUs: atUs, endUs: atUs + runUs, outcome, abandoned, errorCode, errorMessage }),
    );
    if (outcome === 'ok' && random() < 0.1) {
      const lost = { outcome: 'cancelled', errorCode: 'HEDGE_LOST', errorMessage: 'slower', hedge: true } as const;
      attempts.push(buildAttempt({ attempt: attempt + 1, startUs: atUs + runUs, endUs: atUs + runUs, ...lost }));
    }
    if (outcome === 'ok' || outcome === 'cancelled') break;
    atUs += runUs + 1000;
  }
  return attempts;
}

/** A call that became ready after another had ended may have waited for it. */
function edgesOf(calls: readonly CallRecord[]): readonly EdgeRecord[] {
  return calls.flatMap((call) => {
    const before = calls.find(({ seq, endUs }) => seq < call.seq && endUs <= call.readyUs);
    return before === undefined ? [] : [{ from: before.seq, to: call.seq, reason: 'depends-on' as const }];
  });
}
