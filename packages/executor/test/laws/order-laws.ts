import type { Resource } from '../../src/plan/resource.js';
import { type Evidence, predecessors } from './evidence.js';
import { READER_RESOURCES } from './live-tools.js';
import { type CallSpec, CHECK_MS } from './workload.js';

function resourcesOf({ tool, resources }: CallSpec): readonly Resource[] {
  if (tool === 'resourceful') return resources;
  return tool === 'reader' ? READER_RESOURCES : [];
}

export function conflict(a: CallSpec, b: CallSpec): boolean {
  if (a.tool === 'exclusive' || b.tool === 'exclusive') return true;
  return resourcesOf(a).some(({ key, access }) =>
    resourcesOf(b).some((other) => other.key === key && (access === 'write' || other.access === 'write')),
  );
}

/** Of real runs: one that was abandoned keeps what it asked for until it settles or its grace is over. */
export function* conflictsNeverOverlap({ observed: { workload, realRuns }, batches }: Evidence): Iterable<string> {
  const heldUntilUs = realRuns.map((run) => {
    const { calls, startUs, spec } = batches[run.batch]!;
    const { attempts, endUs } = calls[run.call]!;
    const call = spec.calls[run.call]!;
    const attempt = attempts.find((candidate) => candidate.abandoned && candidate.startUs + startUs === run.startUs);
    const keepsIt = call.tool === 'exclusive' || resourcesOf(call).length > 0;
    const graceUs = (attempt?.endUs ?? endUs) + startUs + (keepsIt ? workload.abandonGraceMs * 1000 : 0);
    return Math.min(run.endUs, graceUs);
  });
  for (const [index, run] of realRuns.entries()) {
    const spec = batches[run.batch]!.spec.calls[run.call]!;
    if (spec.tool !== 'exclusive' && resourcesOf(spec).length === 0) continue;
    for (const [other, before] of realRuns.entries()) {
      if (before.call === run.call && before.batch === run.batch) continue;
      const isDuring = before.startUs <= run.startUs && run.startUs < heldUntilUs[other]!;
      const started = other < index || before.startUs < run.startUs;
      if (!isDuring || !started || !conflict(spec, batches[before.batch]!.spec.calls[before.call]!)) continue;
      yield `${run.batch}:c${run.call} starts at ${run.startUs} while ${before.batch}:c${before.call} runs`;
    }
  }
}

export function* edgesAreKept({ batches }: Evidence): Iterable<string> {
  for (const { index, record, calls, needs, spec, overUs } of batches) {
    for (const { from, to } of record.edges) {
      const { startUs } = calls[to - 1]!;
      if (startUs !== null && overUs[from - 1]! > startUs) yield `batch ${index}: ${from} → ${to}`;
    }
    for (const [call, { startUs }] of calls.entries()) {
      if (startUs === null) continue;
      for (const need of needs[call]!) {
        const { status, endUs, errorCode } = calls[need]!;
        // A call that had ended ok may be discarded afterwards.
        const wasOk = status === 'ok' || errorCode === 'DISCARDED';
        if (!wasOk || endUs > startUs) yield `batch ${index}: c${call} runs without c${need}`;
      }
      if (needs.some((needed, other) => needed.some((need) => need >= other))) continue;
      for (let before = 0; before < call; before++) {
        if (!conflict(spec.calls[call]!, spec.calls[before]!)) continue;
        const other = calls[before]!;
        // Those that need something else are behind it, and what needs `limited` may be pulled behind later calls.
        if (other.startUs === null || spec.calls.some(({ tool }) => tool === 'dependent')) continue;
        if (other.endUs > startUs) yield `batch ${index}: c${call} runs before c${before}, with which it conflicts`;
      }
    }
  }
}

export function* readyAtOnce({ batches, isTimed }: Evidence): Iterable<string> {
  for (const { index, spec, record, calls, overUs, addedUs, startUs, discarded } of batches) {
    // One after the other: its calls wait for more than edges say.
    if (!spec.parallel) continue;
    const before = predecessors(record);
    for (const [call, { readyUs, availableUs, attempts }] of calls.entries()) {
      if (attempts.length === 0) continue;
      const mayUs = Math.max(availableUs, ...before[call]!.map((other) => overUs[other]!));
      if (readyUs < mayUs) yield `batch ${index}: c${call} is ready at ${readyUs}, before ${mayUs}`;
      const { tool, reference } = spec.calls[call]!;
      const checks = spec.calls.some((other) => other.tool === 'checked');
      // A discarded call whose arguments are still checked is over after that.
      if (checks && (!isTimed || discarded.size > 0)) continue;
      const checkUs = CHECK_MS * 1000;
      const checkedUs = reference === null ? addedUs[call]! - startUs + checkUs : mayUs + checkUs;
      const expectedUs = tool === 'checked' ? Math.max(mayUs, checkedUs) : mayUs;
      if (readyUs !== expectedUs) yield `batch ${index}: c${call} is ready at ${readyUs}, not at ${expectedUs}`;
    }
  }
}

export function* oneAtATime({ batches }: Evidence): Iterable<string> {
  for (const { index, spec, calls, needs } of batches) {
    if (spec.parallel) continue;
    const runs = calls.filter(({ startUs }) => startUs !== null);
    const isInOrder = spec.isOpen || needs.every((needed, call) => needed.every((need) => need < call));
    const inTime = isInOrder ? runs : [...runs].sort((a, b) => a.startUs! - b.startUs! || a.endUs - b.endUs);
    for (const [position, { callId, startUs }] of inTime.entries()) {
      const before = inTime[position - 1];
      if (before !== undefined && before.endUs > startUs!) yield `batch ${index}: ${callId} and ${before.callId}`;
    }
  }
}
