// The writer's thread. A locked database blocks the thread that waits for it: here no tool runs.
import { setTimeout as sleep } from 'node:timers/promises';
import { parentPort, workerData } from 'node:worker_threads';
import { fileIdentity } from '../store/file-identity.js';
import { openStoreForWriting } from '../store/open-store.js';
import type { EncodedBatch } from './encode-batch.js';
import { createWriter } from './writer.js';
import type { WriterReply, WriterRequest, WriterSettings } from './writer-messages.js';

const { location, recorderId, startedAtMs, retryForMs } = workerData as WriterSettings;
const reply = (message: WriterReply) => parentPort?.postMessage(message);

/** Sent already, to be written after what is being written. */
const waiting: (readonly EncodedBatch[])[] = [];

const writer = createWriter({
  openStore: () => openStoreForWriting(location, Date.now()),
  identifyFile: () => (location.kind === 'sqlite' ? fileIdentity(location.file) : location.shown),
  delay: (delayMs, signal) => sleep(delayMs, undefined, { signal }).catch(() => undefined),
  now: () => performance.now(),
  wallTimeMs: () => Date.now(),
  onRetry: () => reply({ type: 'retry' }),
  onIdle() {
    const [next] = waiting;
    if (next !== undefined) writer.prepare(next);
  },
  recorder: { id: recorderId, startedAtMs },
  retryForMs,
});

let lastWrite: Promise<void> = Promise.resolve();
let isStopping = false;
let idleTimer: NodeJS.Timeout | undefined;

const IDLE_MS = 1000;
const MAX_IDLE_MS = 60_000;

/** Between writes, as long as there is something of before there were rollups. */
function rollUpLater(): void {
  setImmediate(() => {
    if (isStopping) return;
    lastWrite = lastWrite
      .then(() => writer.rollUp())
      .then((hasMore) => {
        if (hasMore) rollUpLater();
      });
  });
}

/** Once nothing was written for a while; again, later each time, as long as a reader keeps it from being done. */
function tidyLater(delayMs: number): void {
  clearTimeout(idleTimer);
  idleTimer = setTimeout(() => {
    lastWrite = lastWrite
      .then(() => writer.tidy())
      .then((isDone) => {
        if (!isDone) tidyLater(Math.min(delayMs * 2, MAX_IDLE_MS));
      });
  }, delayMs).unref();
}

parentPort?.on('message', (request: WriterRequest) => {
  switch (request.type) {
    case 'write':
      clearTimeout(idleTimer);
      waiting.push(request.batches);
      lastWrite = lastWrite
        .then(() => {
          waiting.shift();
          return writer.write(request.batches, request.health);
        })
        .then((outcome) => reply({ type: 'settled', ...outcome }))
        .then(() => {
          rollUpLater();
          tidyLater(IDLE_MS);
        });
      return;
    case 'stop':
      isStopping = true;
      writer.stopRetrying();
      lastWrite.then(() => writer.close(request.health)).then(() => parentPort?.close());
      return;
    default:
      request satisfies never;
  }
});
