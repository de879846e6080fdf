// The writer's thread. A locked database blocks the thread that waits for it: here no tool runs.
import { setTimeout as sleep } from 'node:timers/promises';
import { parentPort, workerData } from 'node:worker_threads';
import { fileIdentity } from '../store/file-identity.js';
import { openStoreForWriting } from '../store/open-store.js';
import { createWriter } from './writer.js';
import type { WriterReply, WriterRequest, WriterSettings } from './writer-messages.js';

const { location, recorderId, startedAtMs, retryForMs } = workerData as WriterSettings;
const reply = (message: WriterReply) => parentPort?.postMessage(message);

const writer = createWriter({
  openStore: () => openStoreForWriting(location, Date.now()),
  identifyFile: () => (location.kind === 'sqlite' ? fileIdentity(location.file) : location.shown),
  delay: (delayMs, signal) => sleep(delayMs, undefined, { signal }).catch(() => undefined),
  now: () => performance.now(),
  wallTimeMs: () => Date.now(),
  onRetry: () => reply({ type: 'retry' }),
  recorder: { id: recorderId, startedAtMs },
  retryForMs,
});

let lastWrite: Promise<void> = Promise.resolve();

parentPort?.on('message', (request: WriterRequest) => {
  switch (request.type) {
    case 'write':
      lastWrite = writer
        .write(request.batches, request.droppedCount)
        .then((outcome) => reply({ type: 'settled', ...outcome }));
      return;
    case 'stop':
      writer.stopRetrying();
      lastWrite.then(() => writer.close(request.droppedCount)).then(() => parentPort?.close());
      return;
    default:
      request satisfies never;
  }
});
