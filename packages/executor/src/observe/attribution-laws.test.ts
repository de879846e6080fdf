import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type Calls, obedientCalls, strangeCalls } from '../../test/arbitrary-records.js';
import { attemptRecord, callRecord, edgeRecord } from '../../test/records.js';
import type { CallRecord, PathPart } from '../types.js';
import { attribute } from './attribution.js';

const RUNS = { numRuns: 2000 };

it('sums to the makespan exactly, part after part, whatever the record says', () => {
  fc.assert(
    fc.property(fc.oneof(obedientCalls, strangeCalls), ({ calls, edges }) => {
      let atUs = 0;
      for (const { startUs, endUs } of attribute(calls, edges).parts) {
        expect(startUs).toBe(atUs);
        expect(endUs).toBeGreaterThan(startUs);
        atUs = endUs;
      }
      expect(atUs).toBe(Math.max(...calls.map(({ endUs }) => endUs)));
    }),
    RUNS,
  );
});

it('is a path: each call on it and the one after are joined by an edge, and its parts follow it', () => {
  fc.assert(
    fc.property(fc.oneof(obedientCalls, strangeCalls), ({ calls, edges }) => {
      const { parts, criticalSeqs } = attribute(calls, edges);
      const path = [...criticalSeqs].reverse();
      for (const [index, to] of path.entries()) {
        if (index > 0) expect(edges).toContainEqual(edgeRecord(path[index - 1]!, to));
      }
      const places = parts.map(({ seq }) => path.indexOf(seq));
      expect(places).not.toContain(-1);
      expect(places).toEqual([...places].sort((a, b) => a - b));
    }),
    RUNS,
  );
});

it('says of every µs what the call was doing then', () => {
  fc.assert(
    fc.property(obedientCalls, (batch) => {
      const { calls, edges } = batch;
      for (const part of attribute(calls, edges).parts) {
        const call = calls[part.seq - 1]!;
        for (let atUs = part.startUs; atUs < part.endUs; atUs += 1) expect(kindAt(call, atUs)).toBe(part.kind);
        expect(part.kind === 'arrival' || part.startUs >= lastEndBefore(batch, call)).toBe(true);
      }
    }),
    RUNS,
  );
});

it('goes back over 100,000 calls in one chain', () => {
  const calls = Array.from({ length: 100_000 }, (_, index) =>
    callRecord(index + 1, { readyUs: index, attempts: [attemptRecord(index, index + 1)] }),
  );
  const edges = calls.slice(1).map(({ seq }) => edgeRecord(seq - 1, seq));
  const { parts, criticalSeqs } = attribute(calls, edges);
  expect(criticalSeqs.size).toBe(100_000);
  expect(parts.at(-1)).toEqual({ seq: 100_000, kind: 'run', startUs: 99_999, endUs: 100_000 });
});

function kindAt({ attempts, waits, availableUs }: CallRecord, atUs: number): PathPart['kind'] {
  const isNow = ({ startUs, endUs }: { startUs: number; endUs: number }) => startUs <= atUs && atUs < endUs;
  if (atUs < availableUs) return 'arrival';
  if (attempts.some(isNow)) return 'run';
  return waits.find(isNow)?.cause ?? 'overhead';
}

function lastEndBefore({ calls, edges }: Calls, { seq }: CallRecord): number {
  return Math.max(0, ...edges.filter(({ to }) => to === seq).map(({ from }) => calls[from - 1]!.endUs));
}
