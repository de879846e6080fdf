import { type MetricsReader, openMetrics } from '@parallel-tools/metrics/queries';
import pLimit from 'p-limit';
import { createReaderProcess, questionTimeout } from './reader-process';

/** Options of `createDashboardReader`. */
export interface DashboardReaderOptions {
  readonly databaseUrl: string;
  /** Path of `reader-main`. */
  readonly program: string;
  /** How long one question may take. It may wait twice as long for those before it, so for one that takes all its time. */
  readonly timeoutMs: number;
}

/** One thread reads a file, one question after another; a server answers several at once. */
const QUESTIONS_AT_ONCE = { file: 1, server: 4 };

/**
 * The reader of `@parallel-tools/metrics`, its questions answered by a process of its own and bounded in time.
 *
 * @throws {MetricsError} `INVALID_URL`
 */
export function createDashboardReader({ databaseUrl, ...options }: DashboardReaderOptions): MetricsReader {
  // Asked nothing but for new batches: it checks the URL and knows which questions there are.
  const here = openMetrics({ url: databaseUrl });
  const readerProcess = createReaderProcess({ databaseUrl, ...options });
  const limit = pLimit(databaseUrl.startsWith('file:') ? QUESTIONS_AT_ONCE.file : QUESTIONS_AT_ONCE.server);
  const ask = (name: string, args: readonly unknown[]) => {
    const askedMs = performance.now();
    return limit(() => {
      // Whoever asked has most likely left; the others need not wait for the answer.
      if (performance.now() - askedMs > 2 * options.timeoutMs) throw questionTimeout(options.timeoutMs);
      return readerProcess.ask(name, args);
    });
  };
  const elsewhere = Object.fromEntries(
    Object.keys(here)
      .filter((name) => /^(get|list)[A-Z]/.test(name))
      .map((name) => [name, (...args: readonly unknown[]) => ask(name, args)]),
  );
  return {
    ...here,
    ...(elsewhere as Pick<MetricsReader, 'getStatus'>),
    async close() {
      limit.clearQueue();
      await Promise.all([readerProcess.close(), here.close()]);
    },
  };
}
