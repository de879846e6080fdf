import type { CallRecord, WaitCause } from '../../src/types.js';
import { type Evidence, TICK_US } from './evidence.js';
import { conflict } from './order-laws.js';

/** A stretch in which a call queued for slots, and what it says it waited for. */
interface Queueing {
  readonly fromUs: number;
  readonly toUs: number;
  readonly toolSlotUs: number;
  readonly globalSlotUs: number;
}

/** A call waits for resources, then for slots: before its first attempt and after each backoff. */
function queueings({ readyUs, endUs, attempts, waits }: CallRecord): Queueing[] {
  const backoffs = waits.filter(({ cause }) => cause === 'backoff');
  const starts = [readyUs, ...backoffs.map((backoff) => backoff.endUs)];
  return starts.map((startUs, round) => {
    const untilUs = attempts[round]?.startUs ?? endUs;
    const own = waits.filter((wait) => wait.startUs >= startUs && wait.endUs <= untilUs);
    const sum = (cause: WaitCause) =>
      own.reduce((total, wait) => total + (wait.cause === cause ? wait.endUs - wait.startUs : 0), 0);
    return {
      fromUs: startUs + sum('conflict'),
      toUs: untilUs,
      toolSlotUs: sum('tool-slot'),
      globalSlotUs: sum('global-slot'),
    };
  });
}

interface Span {
  readonly startUs: number;
  readonly endUs: number;
  readonly batch: number;
  readonly tool: string;
}

export function* workConserving({ observed: { workload }, batches }: Evidence): Iterable<string> {
  const spans: Span[] = [];
  for (const { index, calls, startUs: zeroUs } of batches) {
    for (const { toolName: tool, attempts } of calls) {
      for (const { startUs, endUs } of attempts) {
        if (endUs > startUs) spans.push({ startUs: startUs + zeroUs, endUs: endUs + zeroUs, batch: index, tool });
      }
    }
  }
  const moments = [...new Set(spans.flatMap(({ startUs, endUs }) => [startUs, endUs]))].sort((a, b) => a - b);
  const { maxConcurrency, toolLimits } = workload;
  for (const { index, spec, calls, startUs: zeroUs } of batches) {
    const batchLimit = spec.parallel ? spec.maxConcurrency : Number.POSITIVE_INFINITY;
    for (const call of calls) {
      const toolLimit = toolLimits[call.toolName as keyof typeof toolLimits] ?? Number.POSITIVE_INFINITY;
      for (const { fromUs, toUs, toolSlotUs, globalSlotUs } of queueings(call)) {
        if (toUs <= fromUs) continue;
        let toolFullUs = 0;
        for (const [startUs, endUs] of between(moments, fromUs + zeroUs, toUs + zeroUs)) {
          const running = spans.filter((span) => span.startUs <= startUs && span.endUs >= endUs);
          const isToolFull = running.filter(({ tool }) => tool === call.toolName).length >= toolLimit;
          const isBatchFull = running.filter(({ batch }) => batch === index).length >= batchLimit;
          if (isToolFull) toolFullUs += endUs - startUs;
          else if (running.length < maxConcurrency && !isBatchFull) {
            yield `${index}:${call.callId} waits from ${startUs} to ${endUs} while ${running.length} run`;
          }
        }
        if (toolFullUs !== toolSlotUs) yield `${index}:${call.callId}: tool-slot ${toolSlotUs}, full ${toolFullUs}`;
        const restUs = toUs - fromUs - toolFullUs;
        if (restUs !== globalSlotUs) yield `${index}:${call.callId}: global-slot ${globalSlotUs}, rest ${restUs}`;
      }
    }
  }
}

/** The stretch, cut at the moments inside it. */
function between(moments: readonly number[], fromUs: number, toUs: number): [number, number][] {
  const cuts = [fromUs, ...moments.filter((moment) => moment > fromUs && moment < toUs), toUs];
  return cuts.slice(1).map((cut, index) => [cuts[index]!, cut]);
}

/** Who waits for a resource waits for a call that came before it and has it or waits for it too. */
export function* waitsForSomebody({ observed: { workload, realRuns }, batches }: Evidence): Iterable<string> {
  const all = batches.flatMap((batch) =>
    batch.calls.map((record, call) => ({ batch, record, call, spec: batch.spec.calls[call]! })),
  );
  for (const { batch, record, call, spec } of all) {
    for (const { cause, startUs, endUs } of record.waits) {
      if (cause !== 'conflict') continue;
      const others = all.filter(
        (other) => !(other.batch === batch && other.call === call) && conflict(spec, other.spec),
      );
      const spans = others.map(
        ({ batch: { index, startUs: zeroUs }, call: other, record: { readyUs, endUs, attempts } }) => {
          const abandonedUs = realRuns
            .filter((run) => run.batch === index && run.call === other && attempts.some(({ abandoned }) => abandoned))
            .map((run) => run.endUs);
          const latestUs = Math.min(
            Math.max(0, ...abandonedUs),
            endUs + zeroUs + workload.abandonGraceMs * 1000 + TICK_US,
          );
          return [readyUs + zeroUs, Math.max(endUs + zeroUs, latestUs)] as const;
        },
      );
      const zeroUs = batch.startUs;
      const cuts = spans.flat().sort((a, b) => a - b);
      for (const [fromUs, toUs] of between([...new Set(cuts)], startUs + zeroUs, endUs + zeroUs)) {
        const isHeld = spans.some(([sinceUs, untilUs]) => sinceUs <= fromUs && untilUs >= toUs);
        if (!isHeld) yield `${batch.index}:c${call} waits from ${fromUs} to ${toUs} for nobody`;
      }
    }
  }
}

export function* timeIsFilled({ batches }: Evidence): Iterable<string> {
  for (const { index, calls } of batches) {
    for (const { callId, readyUs, endUs, attempts, waits } of calls) {
      const stretches = [...attempts, ...waits].sort((a, b) => a.startUs - b.startUs || a.endUs - b.endUs);
      let atUs = readyUs;
      for (const { startUs, endUs: stretchEndUs, ...stretch } of stretches) {
        const isBeside = 'hedge' in stretch && startUs <= atUs;
        if (startUs !== atUs && !isBeside) yield `batch ${index}: ${callId} does nothing from ${atUs} to ${startUs}`;
        atUs = isBeside ? Math.max(atUs, stretchEndUs) : stretchEndUs;
      }
      if (atUs !== endUs) yield `batch ${index}: ${callId} does nothing from ${atUs} to its end at ${endUs}`;
      // On this clock no time passes while the executor works.
      if (waits.some(({ cause }) => cause === 'overhead')) yield `batch ${index}: ${callId} waits for the executor`;
    }
  }
}
