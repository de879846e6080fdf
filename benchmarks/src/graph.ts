import { permutation, type Random } from './random.ts';

/** Calls, what each must wait for, and how long each runs. */
export interface Graph {
  readonly name: string;
  readonly calls: readonly GraphCall[];
}

export interface GraphCall {
  readonly toolName: string;
  readonly durationMs: number;
  /** Positions of calls that must end before it starts. */
  readonly predecessors: readonly number[];
}

/** The same calls in another order, drawn at random: what decides between calls that are alike otherwise. */
export function shuffled({ name, calls }: Graph, random: Random): Graph {
  const order = permutation(random, calls.length);
  const positions = new Array<number>(calls.length).fill(0);
  for (const [position, index] of order.entries()) positions[index] = position;
  const moved = order.flatMap((index) => calls[index] ?? []);
  return {
    name,
    calls: moved.map((call) => ({ ...call, predecessors: call.predecessors.map((from) => positions[from] ?? 0) })),
  };
}

/** Topological level of each call; null when some wait for each other. */
export function levelsOf({ calls }: Graph): readonly number[] | null {
  const order = topologicalOrder(calls);
  if (order === null) return null;
  const levels = new Array<number>(calls.length).fill(0);
  for (const index of order) {
    const before = calls[index]?.predecessors.map((from) => (levels[from] ?? 0) + 1) ?? [];
    levels[index] = Math.max(0, ...before);
  }
  return levels;
}

/**
 * The floor under any makespan with `limit` slots: max(critical path, work ÷ limit); and the ceiling of any schedule in
 * which no slot idles while a call is ready.
 *
 * @see Graham (1966), "Bounds for certain multiprocessing anomalies": makespan ≤ work ÷ limit + (1 − 1 ÷ limit) · critical path.
 */
export function boundsOf({ calls }: Graph, limit: number): { readonly lowerMs: number; readonly grahamMs: number } {
  const workMs = calls.reduce((sum, { durationMs }) => sum + durationMs, 0);
  const pathMs = Math.max(
    0,
    ...remainingPathsMs(
      calls,
      calls.map(({ durationMs }) => durationMs),
    ),
  );
  return { lowerMs: Math.max(pathMs, workMs / limit), grahamMs: workMs / limit + (1 - 1 / limit) * pathMs };
}

/**
 * Longest path from each call to the end, its own duration included.
 *
 * @param durationsMs - By position: real ones, or what is believed of them.
 */
export function remainingPathsMs(calls: readonly GraphCall[], durationsMs: readonly number[]): readonly number[] {
  const paths = new Array<number>(calls.length).fill(0);
  for (const index of topologicalOrder(calls)?.reverse() ?? []) {
    // By now it holds the longest path of those behind the call.
    const path = (paths[index] ?? 0) + (durationsMs[index] ?? 0);
    paths[index] = path;
    for (const from of calls[index]?.predecessors ?? []) paths[from] = Math.max(paths[from] ?? 0, path);
  }
  return paths;
}

function topologicalOrder(calls: readonly GraphCall[]): number[] | null {
  const successors = calls.map((): number[] => []);
  const pending = calls.map(({ predecessors }) => predecessors.length);
  for (const [index, { predecessors }] of calls.entries()) {
    for (const from of predecessors) successors[from]?.push(index);
  }
  const order = [...pending.keys()].filter((index) => pending[index] === 0);
  // Grows while it is walked.
  for (const index of order) {
    for (const next of successors[index] ?? []) {
      pending[next] = (pending[next] ?? 0) - 1;
      if (pending[next] === 0) order.push(next);
    }
  }
  return order.length === calls.length ? order : null;
}
