// Writes like a recorder, from a thread of its own: each write again until it succeeds, through a store opened anew.
// workerData: { url, writes: EncodedRows[], recorder: RecorderRow }
import { workerData } from 'node:worker_threads';

const { url, writes, recorder } = workerData;
// What was built: this runs outside of the test runner.
const load = (file: string) => import(new URL(`../dist/store/${file}.js`, import.meta.url).href);
const { locate } = await load('location');
const { openStoreForWriting } = await load('open-store');

for (const rows of writes) {
  for (;;) {
    const store = await openStoreForWriting(locate(url), 0).catch(() => null);
    const isWritten = await store?.write(rows, recorder).then(
      () => true,
      () => false,
    );
    await store?.close();
    if (isWritten) break;
  }
}
