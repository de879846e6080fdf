// Records batches until it is killed, and says which are safe: `<batch id>\n` once it has been told so, by record(), or under
// 'memory', where record() promises nothing, by a flush() in which nothing was dropped.
//   node test/killed-recorder.ts <database URL> <calls per batch> <durability> <spool folder>
import { randomUUID } from 'node:crypto';

const [url = '', callCount = '1', durability = 'memory', spoolFolder] = process.argv.slice(2);
// What was built: this runs outside of the test runner.
const entry = new URL('../dist/index.js', import.meta.url).href;
const { createRecorder } = await import(entry);
const recorder = createRecorder({ url, durability, spoolFolder });
const nothing = { errorCode: null, errorMessage: null };

for (;;) {
  const ids = Array.from({ length: 3 }, () => randomUUID());
  const { droppedCount } = recorder.stats();
  const answers = ids.map((batchId) => recorder.record(recordOf(batchId), { calls: [], results: [] }));
  if (durability === 'memory') await recorder.flush();
  const isSafe = await Promise.all(answers);
  if (durability === 'memory' && recorder.stats().droppedCount > droppedCount) isSafe.fill(false);
  process.stdout.write(
    ids
      .filter((_, index) => isSafe[index])
      .map((id) => `${id}\n`)
      .join(''),
  );
}

function recordOf(batchId: string) {
  const times = { startUs: 10, endUs: 20 };
  const calls = Array.from({ length: Number(callCount) }, (_, index) => ({
    ...nothing,
    ...times,
    seq: index + 1,
    callId: `c${index}`,
    externalId: null,
    toolName: `tool-${index % 3}`,
    status: 'ok',
    availableUs: 0,
    readyUs: 0,
    attempts: [{ attempt: 1, ...times, outcome: 'ok', abandoned: false, ...nothing }],
    waits: [],
    level: 0,
    priority: 0,
    pathUs: 10,
    critical: false,
  }));
  const zeros = Object.fromEntries(
    `errorCount skippedCount cancelledCount retryCount timeoutCount abandonedCount queueWaitUs backoffUs wastedUs`
      .split(' ')
      .map((name) => [name, 0]),
  );
  const counts = { callCount: calls.length, okCount: calls.length, attemptCount: calls.length, maxInFlight: 1 };
  const sums = { makespanUs: 20, sequentialUs: 10, criticalPathUs: 10, idealMakespanUs: 10 };
  return {
    version: 1,
    batchId,
    startedAtMs: Date.now(),
    outcome: 'ok',
    onError: 'continue',
    labels: {},
    limits: { maxConcurrency: null, tools: [] },
    totals: { ...zeros, ...counts, ...sums },
    calls,
    edges: [],
  };
}
