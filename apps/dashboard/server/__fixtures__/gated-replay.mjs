// Stands for replay-main: the same messages; an outcome whose first change is of `held` blocks the thread until the test
// opens the gate that came as the records.
import { parentPort } from 'node:worker_threads';

const kept = new Map();

parentPort.on('message', ({ type, id, key, records, question }) => {
  if (type === 'keep') return void kept.set(key, records);
  if (type === 'forget') return void kept.delete(key);
  if (question.name === 'singles') process.exit(1);
  const [change] = question.changes;
  const batches = kept.get(key);
  if (change?.toolName === 'fails') return parentPort.postMessage({ type: 'failure', id, message: 'no' });
  if (change?.toolName === 'held') Atomics.wait(batches[0], 0, 0);
  parentPort.postMessage({ type: 'answer', id, answer: { keys: [...kept.keys()], batches } });
});
