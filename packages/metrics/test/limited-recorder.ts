// Records batches where the disk does not let it, and says what became of them: one line of JSON with the answers of record(),
// stats(), the codes of onError, and whether a tool call ran meanwhile.
//   node test/limited-recorder.ts <database URL> <durability> <batches> [user id to run as, once it is loaded]
import { randomBytes, randomUUID } from 'node:crypto';

const [url = '', durability = 'memory', count = '1', uid] = process.argv.slice(2);
// What was built: this runs outside of the test runner.
const { createRecorder } = await import(new URL('../dist/index.js', import.meta.url).href);
const { createExecutor } = await import(new URL('../../executor/dist/index.js', import.meta.url).href);
// Only now: another user may not be let into the folder that Node.js lies in.
if (uid !== undefined) process.setuid?.(Number(uid));

const codes: string[] = [];
const recorder = createRecorder({
  url,
  durability,
  capture: 'full',
  retryForMs: 300,
  onError: ({ code }: { readonly code: string }) => codes.push(code),
});
const answers: Promise<boolean>[] = [];
const listening = {
  flush: recorder.flush,
  record: (...given: unknown[]) => void answers.push(recorder.record(...given)),
};
const text = randomBytes(6000).toString('base64');
const executor = createExecutor({ tools: [{ name: 'write', execute: () => text }], recorder: listening });
let okCount = 0;
for (let made = 0; made < Number(count); made += 1) {
  const { success } = await executor.execute([{ id: randomUUID(), name: 'write', args: {} }]);
  if (success) okCount += 1;
  if (made % 50 === 0) await recorder.flush();
}
await recorder.flush();
const safeCount = (await Promise.all(answers)).filter(Boolean).length;
await recorder.close();
process.stdout.write(JSON.stringify({ okCount, safeCount, codes, stats: recorder.stats() }));
