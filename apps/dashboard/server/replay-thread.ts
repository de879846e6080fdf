import { Worker } from 'node:worker_threads';
import type { BatchRecord } from '../src/what-if/replay';
import { ReaderError } from './reader-process';
import type { ReplayAnswers, ReplayMessage, ReplayQuestion, ReplayRequest } from './replay-messages';

/** Options of `createReplayThread`. */
export interface ReplayThreadOptions {
  /** The program that answers: `replay-main`. */
  readonly program: string;
  /** From when a question is asked; when it passes, the thread is ended, and with it all that was asked of it. */
  readonly timeoutMs: number;
}

/** Batches to replay. */
export interface ReplayBatches {
  readonly records: readonly BatchRecord[];
  /** Tells them from others. */
  readonly key: string;
}

/** Replays batches in a thread of its own, started when it is first asked, and anew when it has ended. */
export interface ReplayThread {
  /** Rejects with what the replay rejected with, or with a {@link ReaderError}. */
  ask<Question extends ReplayQuestion>(
    batches: ReplayBatches,
    question: Question,
  ): Promise<ReplayAnswers[Question['name']]>;
  close(): Promise<void>;
}

/** Workloads a thread keeps: those of the pages that are open. */
const MOST_KEPT = 4;

export function createReplayThread({ program, timeoutMs }: ReplayThreadOptions): ReplayThread {
  let running: ReturnType<typeof start> | null = null;
  let isClosed = false;
  return {
    async ask(batches, question) {
      if (isClosed) throw new ReaderError('READER_ENDED', 'The dashboard is closing.');
      running ??= start(program, timeoutMs, (ended) => {
        if (running === ended) running = null;
      });
      const answer = await running.ask(batches, question);
      return answer as ReplayAnswers[(typeof question)['name']];
    },
    async close() {
      isClosed = true;
      await running?.end(new ReaderError('READER_ENDED', 'The dashboard is closing.'));
    },
  };
}

interface Pending {
  readonly resolve: (answer: ReplayAnswers[keyof ReplayAnswers]) => void;
  readonly reject: (error: Error) => void;
  readonly timer: NodeJS.Timeout;
}

function start(program: string, timeoutMs: number, onEnd: (self: object) => void) {
  const worker = new Worker(program);
  const pending = new Map<number, Pending>();
  const kept: string[] = [];
  let lastId = 0;

  const settle = (id: number, use: (question: Pending) => void) => {
    const question = pending.get(id);
    if (question === undefined) return;
    pending.delete(id);
    clearTimeout(question.timer);
    use(question);
  };
  const send = (request: ReplayRequest) => worker.postMessage(request);
  const keep = ({ key, records }: ReplayBatches) => {
    if (kept.includes(key)) return;
    kept.push(key);
    send({ type: 'keep', key, records });
    if (kept.length > MOST_KEPT) send({ type: 'forget', key: kept.shift() ?? '' });
  };
  worker.on('message', (message: ReplayMessage) =>
    settle(message.id, ({ resolve, reject }) => {
      if (message.type === 'answer') resolve(message.answer);
      else reject(new Error(message.message));
    }),
  );
  worker.once('error', (error) => void self.end(error instanceof Error ? error : new Error(String(error))));

  const self = {
    ask(batches: ReplayBatches, question: ReplayQuestion): Promise<ReplayAnswers[keyof ReplayAnswers]> {
      keep(batches);
      lastId += 1;
      const id = lastId;
      return new Promise((resolve, reject) => {
        const timer = setTimeout(() => void self.end(replayTimeout(timeoutMs)), timeoutMs);
        pending.set(id, { resolve, reject, timer });
        send({ type: 'ask', id, key: batches.key, question });
      });
    },
    async end(why: Error): Promise<void> {
      onEnd(self);
      for (const id of [...pending.keys()]) settle(id, ({ reject }) => reject(why));
      await worker.terminate();
    },
  };
  return self;
}

function replayTimeout(timeoutMs: number): ReaderError {
  return new ReaderError(
    'QUESTION_TIMEOUT',
    `The replay did not end within ${timeoutMs / 1000} s; a shorter range replays less.`,
  );
}
