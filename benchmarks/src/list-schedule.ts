// Plain schedulers in virtual time, to hold the executor against.
import { type Graph, levelsOf } from './graph.ts';

/**
 * Makespan of a list schedule: whenever a slot is free, the ready call of the highest priority starts; of equals the one
 * that was ready first, of those ready at once the first in call order. Without priorities this is FIFO.
 *
 * @param graph - Without cycles.
 * @param priorities - By position.
 */
export function listMakespanMs({ calls }: Graph, limit: number, priorities: readonly number[] = []): number {
  const pending = calls.map(({ predecessors }) => predecessors.length);
  const ready = [...pending.keys()].filter((index) => pending[index] === 0);
  let running: { readonly index: number; readonly endMs: number }[] = [];
  let nowMs = 0;
  while (ready.length > 0 || running.length > 0) {
    while (running.length < limit && ready.length > 0) {
      const index = takeHighest(ready, priorities);
      running.push({ index, endMs: nowMs + (calls[index]?.durationMs ?? 0) });
    }
    nowMs = Math.min(...running.map(({ endMs }) => endMs));
    const ended = new Set(running.filter(({ endMs }) => endMs === nowMs).map(({ index }) => index));
    running = running.filter(({ index }) => !ended.has(index));
    for (const [index, { predecessors }] of calls.entries()) {
      const met = predecessors.filter((from) => ended.has(from)).length;
      pending[index] = (pending[index] ?? 0) - met;
      if (met > 0 && pending[index] === 0) ready.push(index);
    }
  }
  return nowMs;
}

/**
 * Makespan of one `Promise.all` after the other: a level at a time, each in chunks of `limit` calls.
 *
 * @param graph - Without cycles.
 */
export function barrierMakespanMs(graph: Graph, limit: number): number {
  const levels = levelsOf(graph) ?? [];
  let makespanMs = 0;
  for (let level = 0; level <= Math.max(-1, ...levels); level++) {
    const durationsMs = graph.calls.filter((_, index) => levels[index] === level).map(({ durationMs }) => durationMs);
    for (let start = 0; start < durationsMs.length; start += limit) {
      makespanMs += Math.max(...durationsMs.slice(start, start + limit));
    }
  }
  return makespanMs;
}

function takeHighest(ready: number[], priorities: readonly number[]): number {
  const priorityOf = (index: number | undefined) => priorities[index ?? 0] ?? 0;
  let best = 0;
  for (const [place, index] of ready.entries()) if (priorityOf(index) > priorityOf(ready[best])) best = place;
  return ready.splice(best, 1)[0] ?? 0;
}
