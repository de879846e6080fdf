import { type BatchLabels, type Executor, ExecutorError } from '@parallel-tools/executor';
import type { ChatBody, RunChatOptions } from './chat-types.js';

/** Options of a run with nothing left undefined. */
export interface ResolvedChatOptions {
  readonly executor: Executor;
  readonly maxTurns: number;
  readonly signal: AbortSignal | null;
  readonly labels: BatchLabels;
}

const DEFAULTS = Object.freeze({ maxTurns: 10 });

/** @throws {ExecutorError} `INVALID_OPTION`, naming option and value. */
export function resolveChatOptions(body: ChatBody, options: RunChatOptions): ResolvedChatOptions {
  const { executor, maxTurns = DEFAULTS.maxTurns, signal = null, labels = {} } = options;
  if (!Number.isSafeInteger(maxTurns) || maxTurns < 1) throw invalid('maxTurns must be a positive integer', maxTurns);
  if ((body.n ?? 1) !== 1) throw invalid('n must be 1, as the loop follows one choice', body.n);
  return { executor, maxTurns, signal, labels };
}

function invalid(rule: string, value: unknown): ExecutorError {
  return new ExecutorError('INVALID_OPTION', `${rule}, got ${String(value)}`);
}
