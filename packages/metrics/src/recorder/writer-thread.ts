import { Worker } from 'node:worker_threads';
import type { EncodedBatch } from './encode-batch.js';
import type { RecorderHealth, WriteOutcome, WriterReply, WriterRequest, WriterSettings } from './writer-messages.js';

/** What a writer's thread tells. */
export interface WriterListener {
  onSettled(outcome: WriteOutcome): void;
  onRetry(): void;
  /** The thread ended by itself: what it was writing is lost. */
  onDeath(reason: string): void;
}

/** A thread that writes; it keeps the process alive only while it has something to do. */
export interface WriterThread {
  /** Writes are settled in their order. */
  write(batches: readonly EncodedBatch[], health: RecorderHealth): void;
  /** Gives up what it still repeats, closes the database, and ends. Never rejects. */
  stop(health: RecorderHealth): Promise<void>;
}

/** From this folder both of the source and of the build: the thread always runs what was built. */
const WORKER_URL = new URL('../../dist/recorder/writer-worker.js', import.meta.url);

/** How long the thread may take to end after `stop`, in ms, before it is ended by force. */
const STOP_TIMEOUT_MS = 5000;

/** @throws When the machine refuses to start a thread. */
export function startWriterThread(settings: WriterSettings, listener: WriterListener): WriterThread {
  // The loaders and debuggers of the host are none of the thread's business.
  const worker = new Worker(WORKER_URL, { workerData: settings, execArgv: [], name: 'parallel-tools-recorder' });
  let deathReason = 'the thread that writes ended';
  let isStopping = false;
  let unsettledCount = 0;
  const exited = new Promise<void>((resolve) => worker.once('exit', () => resolve()));

  worker.on('message', (reply: WriterReply) => {
    if (reply.type === 'retry') return listener.onRetry();
    unsettledCount -= 1;
    if (!isStopping && unsettledCount === 0) worker.unref();
    listener.onSettled(reply);
  });
  worker.on('error', (error) => {
    deathReason = error instanceof Error ? error.message : String(error);
  });
  exited.then(() => {
    if (!isStopping) listener.onDeath(deathReason);
  });
  const post = (request: WriterRequest) => {
    worker.ref();
    worker.postMessage(request);
  };

  return {
    write(batches, health) {
      unsettledCount += 1;
      post({ type: 'write', batches, health });
    },
    async stop(health) {
      isStopping = true;
      post({ type: 'stop', health });
      const timer = setTimeout(() => void worker.terminate(), STOP_TIMEOUT_MS);
      await exited;
      clearTimeout(timer);
    },
  };
}
