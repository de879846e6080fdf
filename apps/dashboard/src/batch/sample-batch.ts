import { attribute } from '@parallel-tools/executor/simulate';
import type { BatchDetail, CallDetail } from '@parallel-tools/metrics/queries';

/** A call for tests of the pure layers: ran at once for 100 ms and ended ok, unless told otherwise. */
export function sampleCall(overrides: Partial<CallDetail> = {}): CallDetail {
  const seq = overrides.seq ?? 1;
  return {
    seq,
    callId: `call_${seq}`,
    externalId: null,
    toolId: 1,
    toolName: 'web_search',
    color: 1,
    status: 'ok',
    errorCode: null,
    errorMessage: null,
    availableUs: 0,
    readyUs: 0,
    startUs: 0,
    endUs: 100_000,
    attempts: [
      {
        attempt: 1,
        startUs: 0,
        endUs: 100_000,
        outcome: 'ok',
        abandoned: false,
        errorCode: null,
        errorMessage: null,
      },
    ],
    waits: [],
    level: 0,
    critical: false,
    inputBytes: null,
    outputBytes: null,
    args: null,
    output: null,
    ...overrides,
  };
}

/** A batch of these calls, for tests of the pure layers. Sums are not computed from the calls. */
export function sampleBatch(calls: readonly CallDetail[], overrides: Partial<BatchDetail> = {}): BatchDetail {
  return {
    batchId: '0193a2b1-7c4d-7e5f-8a9b-0c1d2e3f4a5b',
    startedAtMs: Date.UTC(2026, 10, 20, 13, 47, 2, 118),
    outcome: 'ok',
    callCount: calls.length,
    failedCount: calls.filter((call) => call.status !== 'ok').length,
    retryCount: 0,
    makespanUs: Math.max(0, ...calls.map((call) => call.endUs)),
    sequentialUs: 400_000,
    speedup: 2,
    labels: {},
    slowest: null,
    missed: null,
    isSampled: true,
    path: samplePath(calls, overrides.edges ?? []),
    onError: 'continue',
    idealMakespanUs: 100_000,
    criticalPathUs: 100_000,
    queueWaitUs: 0,
    backoffUs: 0,
    wastedUs: 0,
    maxInFlight: calls.length,
    abandonedCount: 0,
    attemptCount: calls.length,
    limits: { maxConcurrency: 10, tools: [] },
    calls,
    edges: [],
    ...overrides,
  };
}

function samplePath(calls: readonly CallDetail[], edges: BatchDetail['edges']): BatchDetail['path'] {
  const bySeq = new Map(calls.map((call) => [call.seq, call]));
  return attribute(calls, edges).parts.flatMap((part) => {
    const call = bySeq.get(part.seq);
    return call === undefined ? [] : [{ ...part, toolId: call.toolId, toolName: call.toolName, color: call.color }];
  });
}
