import fc from 'fast-check';
import type { AttemptRecord, CallRecord, CallStatus, EdgeRecord, WaitCause, WaitRecord } from '../src/types.js';
import { attemptRecord, callRecord, edgeRecord, waitRecord } from './records.js';

export interface Calls {
  readonly calls: readonly CallRecord[];
  readonly edges: readonly EdgeRecord[];
}

const cause = fc.constantFrom<WaitCause>('conflict', 'global-slot', 'tool-slot', 'backoff', 'overhead');
const status = fc.constantFrom<CallStatus>('ok', 'error', 'skipped', 'cancelled');
const shortUs = fc.nat(5);
const links = fc.array(fc.tuple(fc.nat(), fc.nat()), { maxLength: 20 });

/** Each pair names a call and one before it in a random order that is not the order of the calls: a random DAG. */
function edgesAmong(seqsInOrder: readonly number[], pairs: readonly (readonly [number, number])[]): EdgeRecord[] {
  const edges: EdgeRecord[] = [];
  for (const [to, from] of pairs) {
    const toIndex = to % seqsInOrder.length;
    if (toIndex > 0) edges.push(edgeRecord(seqsInOrder[from % toIndex]!, seqsInOrder[toIndex]!));
  }
  return edges;
}

function seqsBy(sketches: readonly { readonly rank: number }[]): number[] {
  const byRank = sketches.map((_, index) => index).sort((a, b) => sketches[a]!.rank - sketches[b]!.rank);
  return sketches.map((_, index) => byRank.indexOf(index) + 1);
}

const sketch = fc.record({
  rank: fc.nat(),
  status,
  availableUs: fc.nat(30),
  checkUs: shortUs,
  stretches: fc.array(fc.tuple(fc.constantFrom('run', 'wait', 'gap'), fc.nat(20), cause), { maxLength: 6 }),
});

/** Records as a run leaves them: every edge is obeyed, and the attempts and waits of a call follow one another. */
export const obedientCalls: fc.Arbitrary<Calls> = fc
  .tuple(fc.array(sketch, { minLength: 1, maxLength: 10 }), links)
  .map(([sketches, pairs]) => {
    const seqs = seqsBy(sketches);
    const edges = edgesAmong(seqs, pairs);
    const calls: CallRecord[] = [];
    sketches.forEach(({ status, availableUs, checkUs, stretches }, index) => {
      const before = calls.filter(({ seq }) => edges.some(({ from, to }) => from === seq && to === seqs[index]));
      const readyUs = Math.max(availableUs, ...before.map(({ endUs }) => endUs)) + checkUs;
      let endUs = readyUs;
      const attempts: AttemptRecord[] = [];
      const waits: WaitRecord[] = [];
      for (const [kind, forUs, why] of stretches) {
        if (kind === 'run') attempts.push(attemptRecord(endUs, endUs + forUs, { attempt: attempts.length + 1 }));
        if (kind === 'wait') waits.push(waitRecord(why, endUs, endUs + forUs));
        endUs += forUs;
      }
      calls.push(callRecord(seqs[index]!, { status, availableUs, readyUs, endUs, attempts, waits }));
    });
    return { calls: calls.sort((a, b) => a.seq - b.seq), edges };
  });

const stretch = fc.tuple(fc.nat(100), fc.nat(100)).map(([a, b]) => [Math.min(a, b), Math.max(a, b)] as const);

const strangeSketch = fc.record({
  rank: fc.nat(),
  status,
  availableUs: fc.nat(100),
  readyUs: fc.nat(100),
  endUs: fc.nat(100),
  attempts: fc.array(
    stretch.map(([startUs, endUs]) => attemptRecord(startUs, endUs)),
    { maxLength: 4 },
  ),
  waits: fc.array(
    fc.tuple(cause, stretch).map(([why, [startUs, endUs]]) => waitRecord(why, startUs, endUs)),
    { maxLength: 4 },
  ),
});

/** Records in which no time fits another; only the edges are a DAG. */
export const strangeCalls: fc.Arbitrary<Calls> = fc
  .tuple(fc.array(strangeSketch, { minLength: 1, maxLength: 10 }), links)
  .map(([sketches, pairs]) => {
    const seqs = seqsBy(sketches);
    const calls = sketches.map(({ rank: _, ...more }, index) => callRecord(seqs[index]!, more));
    return { calls: calls.sort((a, b) => a.seq - b.seq), edges: edgesAmong(seqs, pairs) };
  });
