import type { EdgeRecord } from '../types.js';

/**
 * Why one call must end before another starts. A `reference` and a `depends-on` need its success as well: without it the
 * other is skipped. A `conflict` and an `exclusive` only order.
 */
export type EdgeReason = EdgeRecord['reason'];

/** An edge into a call: `from`, the 0-based position of a call in the batch, must end before that call starts. */
export interface Edge {
  readonly from: number;
  readonly reason: EdgeReason;
}

/** The edges of every call that has none: most calls, so they share one list. Nobody may write into it. */
export const NO_EDGES: Edge[] = [];
Object.freeze(NO_EDGES);
