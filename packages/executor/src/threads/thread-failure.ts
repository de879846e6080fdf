import { messageOf } from '../errors.js';
import { RunFailure } from '../run-failure.js';

/** What it means that the pool gave no reply. */
export function failureOf(thrown: unknown): RunFailure {
  const { name, code } = thrown as { name?: unknown; code?: unknown };
  const message = messageOf(thrown);
  if (name === 'DataCloneError') {
    return new RunFailure('NOT_CLONEABLE', `its arguments cannot be sent to a thread: ${message}`, {
      cause: thrown,
    });
  }
  if (code === 'ERR_WORKER_OUT_OF_MEMORY') {
    return new RunFailure('THREAD_OUT_OF_MEMORY', 'its thread ran out of memory; raise threads.resourceLimits', {
      cause: thrown,
    });
  }
  // The words of piscina, which says it in no other way.
  const exitCode = /^worker exited with code: (\d+)$/.exec(message)?.[1];
  if (exitCode !== undefined) {
    return new RunFailure('THREAD_EXITED', `its thread ended with exit code ${exitCode} before it gave a result`);
  }
  return new RunFailure('THREAD_EXITED', `its thread ended before it gave a result: ${message}`, { cause: thrown });
}
