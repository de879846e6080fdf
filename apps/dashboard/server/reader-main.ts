// A process that reads one database for the server: a question that takes too long can be ended with it, and no
// question keeps the server from its work. First argument: the database's URL.
import { openMetrics } from '@parallel-tools/metrics/queries';
import type { ReaderMessage, ReaderRequest, SentError } from './reader-messages';

const reader = openMetrics({ url: process.argv[2] ?? '' });
const questions = reader as unknown as Record<string, (...args: readonly unknown[]) => Promise<unknown>>;

process.on('message', ({ id, name, args }: ReaderRequest) => void answer(id, name, args));
// The server has ended. A terminal's Ctrl-C comes here too: the server says when.
process.on('disconnect', () => process.exit());
process.on('SIGINT', () => undefined);

async function answer(id: number, name: string, args: readonly unknown[]): Promise<void> {
  try {
    send({ type: 'answer', id, value: await questions[name]?.(...args) });
  } catch (error) {
    send({ type: 'failure', id, error: sent(error) });
  }
}

function send(message: ReaderMessage): void {
  if (process.connected) process.send?.(message);
}

function sent(error: unknown): SentError {
  if (!(error instanceof Error)) return { name: 'Error', message: String(error), code: null };
  const code = 'code' in error && typeof error.code === 'string' ? error.code : null;
  return { name: error.name, message: error.message, code };
}
