import { type ChildProcess, fork } from 'node:child_process';
import type { ReaderMessage, ReaderRequest, SentError } from './reader-messages';

/** Options of `createReaderProcess`. */
export interface ReaderProcessOptions {
  /** The program that answers: `reader-main`. */
  readonly program: string;
  readonly databaseUrl: string;
  /** From when the question is sent; when it passes, the process is ended, and with it the question. */
  readonly timeoutMs: number;
}

/** Answers questions in a process of its own, started when it is first asked, and anew when it has ended. */
export interface ReaderProcess {
  /** Rejects with what the question rejected with, or with a {@link ReaderError}. */
  ask(name: string, args: readonly unknown[]): Promise<unknown>;
  close(): Promise<void>;
}

/** Why a question got no answer; `code` says which. */
export class ReaderError extends Error {
  override readonly name = 'ReaderError';
  readonly code: 'QUESTION_TIMEOUT' | 'READER_ENDED';

  constructor(code: ReaderError['code'], message: string) {
    super(message);
    this.code = code;
  }
}

interface Pending {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
  readonly timer: NodeJS.Timeout;
}

export function createReaderProcess({ program, databaseUrl, timeoutMs }: ReaderProcessOptions): ReaderProcess {
  let running: ReturnType<typeof start> | null = null;
  let isClosed = false;

  const current = () => {
    if (isClosed) throw new ReaderError('READER_ENDED', 'The dashboard is closing.');
    running ??= start(program, databaseUrl, timeoutMs, (ended) => {
      if (running === ended) running = null;
    });
    return running;
  };

  return {
    async ask(name, args) {
      try {
        return await current().ask(name, args);
      } catch (error) {
        // It ended under this question, because of another one or by an accident: once more.
        if (isClosed || !(error instanceof ReaderError) || error.code !== 'READER_ENDED') throw error;
        return current().ask(name, args);
      }
    },
    async close() {
      isClosed = true;
      await running?.end();
    },
  };
}

function start(program: string, databaseUrl: string, timeoutMs: number, onEnd: (self: object) => void) {
  const child = fork(program, [databaseUrl], { serialization: 'advanced', execArgv: [] });
  const pending = new Map<number, Pending>();
  let lastId = 0;

  const settle = (id: number, use: (question: Pending) => void) => {
    const question = pending.get(id);
    if (question === undefined) return;
    pending.delete(id);
    clearTimeout(question.timer);
    use(question);
  };
  child.on('message', (message: ReaderMessage) => {
    if (message.type === 'answer') settle(message.id, ({ resolve }) => resolve(message.value));
    if (message.type === 'failure') settle(message.id, ({ reject }) => reject(received(message.error)));
  });
  const ended = new Promise<void>((resolve) => {
    const finish = () => {
      onEnd(self);
      for (const id of [...pending.keys()]) {
        settle(id, ({ reject }) =>
          reject(new ReaderError('READER_ENDED', 'The process that reads the database ended.')),
        );
      }
      resolve();
    };
    child.once('exit', finish).once('error', finish);
  });

  const self = {
    ask(name: string, args: readonly unknown[]): Promise<unknown> {
      lastId += 1;
      const id = lastId;
      return new Promise((resolve, reject) => {
        const timer = setTimeout(() => {
          settle(id, () => reject(questionTimeout(timeoutMs)));
          // The next question must not wait for this process to be gone.
          onEnd(self);
          child.kill('SIGKILL');
        }, timeoutMs);
        pending.set(id, { resolve, reject, timer });
        send(child, { id, name, args });
      });
    },
    /** It only reads: nothing is lost. */
    async end(): Promise<void> {
      child.kill('SIGKILL');
      await ended;
    },
  };
  return self;
}

function send(child: ChildProcess, request: ReaderRequest): void {
  // Where it fails, the process has ended, and its end is told.
  child.send(request, () => undefined);
}

/** Says what the reader of the page can do. */
export function questionTimeout(timeoutMs: number): ReaderError {
  return new ReaderError(
    'QUESTION_TIMEOUT',
    `The database gave no answer within ${timeoutMs / 1000} s; a shorter range reads less.`,
  );
}

function received({ name, message, code }: SentError): Error {
  return Object.assign(new Error(message), { name, ...(code === null ? {} : { code }) });
}
