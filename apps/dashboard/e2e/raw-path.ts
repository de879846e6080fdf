import { DatabaseSync } from 'node:sqlite';

/** What the page of a batch should show, computed from the raw rows by other means than the dashboard's. */
export interface RawBatch {
  readonly makespanUs: number;
  readonly sequentialUs: number;
  readonly attemptCount: number;
  readonly wastedUs: number;
  readonly meanInFlight: number;
  /** Time on the realised critical path by `cause tool`; runs are `run`. */
  readonly path: ReadonlyMap<string, number>;
  readonly pathSeqs: readonly number[];
}

interface RawCall {
  readonly seq: number;
  readonly name: string;
  readonly ready_us: number;
  readonly end_us: number;
  readonly waits: string;
}

interface RawAttempt {
  readonly seq: number;
  readonly start_us: number;
  readonly end_us: number;
  readonly outcome: string;
}

/** Reads every call, attempt and edge of one batch, and walks back from the call that ended last, µs by µs. */
export function readRawBatch(databasePath: string, batchId: string): RawBatch {
  const database = new DatabaseSync(databasePath, { readOnly: true });
  const calls = database
    .prepare(
      'SELECT c.seq, t.name, c.ready_us, c.end_us, c.waits FROM tool_call c JOIN tool t ON t.id = c.tool_id WHERE c.batch_id = ? ORDER BY c.seq',
    )
    .all(batchId) as unknown as RawCall[];
  const attempts = database
    .prepare('SELECT seq, start_us, end_us, outcome FROM attempt WHERE batch_id = ?')
    .all(batchId) as unknown as RawAttempt[];
  const batch = database.prepare('SELECT edges, makespan_us FROM batch WHERE id = ?').get(batchId) as {
    edges: string;
    makespan_us: number;
  };
  database.close();
  const runUs = (list: readonly RawAttempt[]) => list.reduce((sum, { start_us, end_us }) => sum + end_us - start_us, 0);
  return {
    makespanUs: batch.makespan_us,
    sequentialUs: calls.reduce((sum, { seq }) => sum + coveredUs(attempts.filter((one) => one.seq === seq)), 0),
    attemptCount: attempts.length,
    wastedUs: runUs(attempts.filter(({ outcome }) => outcome !== 'ok')),
    meanInFlight: runUs(attempts) / batch.makespan_us,
    ...walk(calls, attempts, edgesOf(batch.edges)),
  };
}

/** What a hedge ran beside the attempt it joined counts once. */
function coveredUs(attempts: readonly RawAttempt[]): number {
  let untilUs = 0;
  return attempts
    .toSorted((a, b) => a.start_us - b.start_us)
    .reduce((sum, { start_us, end_us }) => {
      const fromUs = Math.max(start_us, untilUs);
      untilUs = Math.max(untilUs, end_us);
      return sum + Math.max(0, end_us - fromUs);
    }, 0);
}

function edgesOf(json: string): readonly { readonly from: number; readonly to: number }[] {
  const edges = JSON.parse(json) as readonly unknown[];
  return edges.map((edge) => {
    if (Array.isArray(edge)) return { from: Number(edge[0]), to: Number(edge[1]) };
    return edge as { from: number; to: number };
  });
}

function walk(calls: readonly RawCall[], attempts: readonly RawAttempt[], edges: ReturnType<typeof edgesOf>) {
  const path = new Map<string, number>();
  const pathSeqs: number[] = [];
  let call = calls.reduce((last, next) => (next.end_us > last.end_us ? next : last));
  for (;;) {
    pathSeqs.unshift(call.seq);
    const { seq, name } = call;
    for (const attempt of attempts.filter((candidate) => candidate.seq === seq)) {
      path.set('run', (path.get('run') ?? 0) + attempt.end_us - attempt.start_us);
    }
    for (const wait of waitsOf(call.waits)) {
      const key = `${wait.cause} ${name}`;
      path.set(key, (path.get(key) ?? 0) + wait.endUs - wait.startUs);
    }
    const before = edges
      .filter(({ to }) => to === seq)
      .flatMap(({ from }) => calls.filter((candidate) => candidate.seq === from))
      .sort((a, b) => b.end_us - a.end_us || a.seq - b.seq)[0];
    if (before === undefined) return { path, pathSeqs };
    call = before;
  }
}

interface RawWait {
  readonly cause: string;
  readonly startUs: number;
  readonly endUs: number;
}

function waitsOf(json: string): readonly RawWait[] {
  return (JSON.parse(json) as readonly unknown[]).map((wait) => {
    if (!Array.isArray(wait)) return wait as RawWait;
    return { cause: String(wait[0]), startUs: Number(wait[1]), endUs: Number(wait[2]) };
  });
}
