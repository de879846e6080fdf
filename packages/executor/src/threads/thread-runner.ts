import type { Piscina } from 'piscina';
import { messageOf } from '../errors.js';
import { RunFailure } from '../run-failure.js';
import { reviveThrow } from './revive-throw.js';
import type { ToolRunner, ToolTask } from './task.js';
import { failureOf } from './thread-failure.js';
import type { ResolvedThreadOptions } from './thread-options.js';
import type { ThreadReply } from './thread-reply.js';

/** Beside this file, in `src` as in `dist`. */
const WORKER_URL = new URL(import.meta.url.endsWith('.ts') ? './worker.ts' : './worker.js', import.meta.url);

/**
 * Runs tasks in threads, which it starts when they are needed. An abort ends the thread of the task. It is never given more
 * tasks than it may have threads: after a thread was ended the pool starts none for tasks that wait in it.
 */
export class ThreadRunner implements ToolRunner {
  readonly #options: ResolvedThreadOptions;
  #pool: Promise<Piscina> | null = null;
  #postedCount = 0;

  constructor(options: ResolvedThreadOptions) {
    this.#options = options;
  }

  /** @throws What the tool threw, or a `RunFailure`. */
  run(task: ToolTask, { signal }: { readonly signal: AbortSignal }): Promise<unknown> {
    return new Promise((resolve, reject) => {
      // At once, wherever the task is.
      signal.addEventListener('abort', () => reject(signal.reason), { once: true });
      this.#post(task, signal).then(resolve, reject);
    });
  }

  /** Ends all threads. Never rejects. */
  async close(): Promise<void> {
    const pool = this.#pool;
    this.#pool = null;
    await pool?.then((open) => open.destroy()).catch(() => undefined);
  }

  async #post(task: ToolTask, signal: AbortSignal): Promise<unknown> {
    this.#pool ??= this.#open();
    const pool = await this.#pool;
    if (signal.aborted) return undefined;
    let reply: ThreadReply;
    this.#postedCount += 1;
    try {
      reply = await pool.run(task, { signal });
    } catch (thrown) {
      throw failureOf(thrown);
    } finally {
      this.#postedCount -= 1;
    }
    return outputOf(reply, task);
  }

  async #open(): Promise<Piscina> {
    const { maxThreads, idleTimeoutMs, resourceLimits } = this.#options;
    // Loaded here, so that an executor without such tools never does.
    const { Piscina } = await import('piscina');
    const pool = new Piscina({
      filename: WORKER_URL.href,
      name: 'runTask',
      minThreads: 0,
      maxThreads,
      idleTimeout: idleTimeoutMs,
      resourceLimits,
      // A thread that waits for work with `Atomics.wait` would hold up what a tool left running: a flush, a log line.
      atomics: 'disabled',
      recordTiming: false,
    });
    // Without a listener it would end the process. A thread without a task has died: the next call finds another.
    pool.on('error', () => undefined);
    pool.on('workerDestroy', () => setImmediate(() => this.#reopenIfStuck(pool)));
    return pool;
  }

  /** Threads that died before they were ready leave the pool with tasks and nobody to run them. */
  #reopenIfStuck(pool: Piscina): void {
    if (this.#postedCount === 0 || pool.threads.length > 0) return;
    this.#pool = null;
    void pool.destroy();
  }
}

function outputOf(reply: ThreadReply, { module, exportName }: ToolTask): unknown {
  switch (reply.status) {
    case 'ok':
      return reply.output;
    case 'threw':
      throw reviveThrow(reply.thrown);
    case 'not-loaded': {
      const cause = reviveThrow(reply.thrown);
      throw new RunFailure('MODULE_FAILED', `its module ${module} could not be loaded: ${messageOf(cause)}`, {
        cause,
      });
    }
    case 'no-export': {
      const found = reply.found.length === 0 ? 'none' : reply.found.map((name) => `"${name}"`).join(', ');
      const message = `its module ${module} has no function "${exportName}"; exported functions: ${found}`;
      throw new RunFailure('MODULE_FAILED', message);
    }
    case 'not-cloneable': {
      const cause = reviveThrow(reply.thrown);
      throw new RunFailure('NOT_CLONEABLE', `its output cannot be sent from a thread: ${messageOf(cause)}`, {
        cause,
      });
    }
    default:
      return reply satisfies never;
  }
}
