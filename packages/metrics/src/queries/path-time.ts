import type { PathPart } from '@parallel-tools/executor';
import { attribute, type PathCall } from '@parallel-tools/executor/simulate';
import type { Sums } from '../rollups/sums.js';
import type { PathTime, ToolRef } from './types.js';

/** A stretch of the realised critical path, with the tool of the call whose stretch it is. */
export type ToolPathPart = PathPart & ToolRef;

interface PathRecord {
  readonly calls: readonly (PathCall & ToolRef)[];
  readonly edges: Parameters<typeof attribute>[1];
}

/** Where the makespan of a batch went, in time order and without gaps; the parts sum to it. */
export function pathOf({ calls, edges }: PathRecord): readonly ToolPathPart[] {
  const { parts } = attribute(calls, edges);
  const callBySeq = new Map(calls.map((call) => [call.seq, call]));
  return parts.flatMap((part) => {
    const call = callBySeq.get(part.seq);
    return call === undefined ? [] : [{ ...part, toolId: call.toolId, toolName: call.toolName, color: call.color }];
  });
}

/** Sums by kind, greatest first, without those of nothing. */
export function pathTimes(usByKind: Sums): readonly PathTime[] {
  return [...usByKind]
    .map(([kind, us]) => ({ kind: kind as PathTime['kind'], us }))
    .filter(({ us }) => us > 0)
    .toSorted((a, b) => b.us - a.us || (a.kind < b.kind ? -1 : 1));
}
