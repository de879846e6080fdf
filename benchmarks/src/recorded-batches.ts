import { randomUUID } from 'node:crypto';
import type { BatchPayload, BatchRecord, CallRecord } from '@parallel-tools/executor';
import { drawIndex, drawLogNormal, type Random, seededRandom } from './random.ts';

/** A finished batch, and what a recorder gets with it. */
export interface RecordedBatch {
  readonly record: BatchRecord;
  readonly payload: BatchPayload;
}

export const CALLS_PER_BATCH = 20;
const TOOLS = Array.from({ length: 12 }, (_, index) => `tool_${index}`);
const SESSIONS = 40;
/** Between two batches: about as many as a busy agent has. */
const APART_MS = 50;

/** Batches as an executor records them: calls with waits, some failures and retries, arguments and outputs of some 100 bytes. */
export function makeRecordedBatches(count: number, seed: number): readonly RecordedBatch[] {
  const random = seededRandom(seed);
  const startMs = Date.now() - count * APART_MS;
  return Array.from({ length: count }, (_, index) => makeBatch(random, startMs + index * APART_MS, index));
}

function makeBatch(random: Random, startedAtMs: number, index: number): RecordedBatch {
  const calls = Array.from({ length: CALLS_PER_BATCH }, (_, at) => makeCall(random, at + 1));
  const attempts = calls.flatMap((call) => call.attempts);
  const runsUs = calls.map((call) => call.attempts.reduce((sum, { startUs, endUs }) => sum + endUs - startUs, 0));
  const okCount = calls.filter(({ status }) => status === 'ok').length;
  const record: BatchRecord = {
    version: 1,
    batchId: randomUUID(),
    startedAtMs,
    outcome: okCount === calls.length ? 'ok' : 'partial',
    onError: 'continue',
    labels: { sessionId: `session ${index % SESSIONS}`, agent: 'researcher', node: 'tools' },
    limits: { maxConcurrency: 8, tools: [] },
    totals: {
      callCount: calls.length,
      okCount,
      errorCount: calls.length - okCount,
      skippedCount: 0,
      cancelledCount: 0,
      attemptCount: attempts.length,
      retryCount: attempts.length - calls.length,
      timeoutCount: 0,
      abandonedCount: 0,
      makespanUs: Math.max(...calls.map(({ endUs }) => endUs)),
      sequentialUs: runsUs.reduce((sum, us) => sum + us, 0),
      criticalPathUs: Math.max(...runsUs),
      idealMakespanUs: Math.max(...runsUs),
      queueWaitUs: calls.reduce((sum, { startUs }) => sum + (startUs ?? 0), 0),
      backoffUs: 0,
      wastedUs: 0,
      maxInFlight: 8,
    },
    calls,
    edges: [],
  };
  return { record, payload: payloadOf(record) };
}

function makeCall(random: Random, seq: number): CallRecord {
  const startUs = drawIndex(random, 20_000);
  const runUs = Math.round(1000 * drawLogNormal(random, 80, 1));
  const isFailed = drawIndex(random, 50) === 0;
  const times = { startUs, endUs: startUs + runUs };
  const failure = { errorCode: 'TOOL_FAILED', errorMessage: 'the service answered 503' };
  const fine = { errorCode: null, errorMessage: null };
  const ended = isFailed ? failure : fine;
  return {
    seq,
    callId: `call_${randomUUID()}`,
    externalId: null,
    toolName: TOOLS[drawIndex(random, TOOLS.length)] ?? 'tool',
    status: isFailed ? 'error' : 'ok',
    ...ended,
    availableUs: 0,
    readyUs: 0,
    ...times,
    attempts: [{ attempt: 1, ...times, outcome: isFailed ? 'error' : 'ok', abandoned: false, ...ended }],
    waits: startUs === 0 ? [] : [{ cause: 'global-slot', startUs: 0, endUs: startUs }],
    level: 0,
    priority: 0,
    pathUs: runUs,
    critical: false,
  };
}

function payloadOf({ calls }: BatchRecord): BatchPayload {
  return {
    calls: calls.map(({ callId, toolName, seq }) => ({
      id: callId,
      name: toolName,
      args: { query: `item ${seq}`, limit: 10 },
    })),
    results: calls.map(({ callId, toolName, seq }) => ({
      status: 'ok',
      callId,
      toolName,
      output: {
        id: `item-${seq}`,
        title: 'A result of about a hundred bytes',
        score: seq / 100,
        tags: ['a', 'b', 'c'],
      },
    })),
  };
}
