// Stands for reader-main: the same messages, with questions that go wrong.
const enough = Promise.withResolvers();
let openCount = 0;

const questions = {
  echo: (...args) => args,
  pid: () => process.pid,
  databaseUrl: () => process.argv[2],
  fail: (code) => {
    throw Object.assign(new Error('no'), { code });
  },
  block: () => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0),
  die: () => process.exit(1),
  /** Ends the process it is told, and answers in the one after it. */
  dieUnless: (pid) => (process.pid === pid ? process.exit(1) : process.pid),
  getBatch: (batchId) => (batchId === 'blocks' ? questions.block() : batchId),
  /** Waits until so many of its kind have been open at once, and a moment for one too many. Gives back how many were. */
  async getSession(_, count) {
    openCount += 1;
    if (openCount >= count) enough.resolve();
    await enough.promise;
    await new Promise((resolve) => setTimeout(resolve, 50));
    const seenCount = openCount;
    openCount -= 1;
    return seenCount;
  },
};

process.on('disconnect', () => process.exit());
process.on('message', async ({ id, name, args }) => {
  try {
    process.send({ type: 'answer', id, value: await questions[name](...args) });
  } catch ({ name: errorName, message, code }) {
    process.send({ type: 'failure', id, error: { name: errorName, message, code } });
  }
});
