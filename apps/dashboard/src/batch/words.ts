import type { CallDetail } from '@parallel-tools/metrics/queries';

/** How a call came out, as shown: a timeout is an error with a mark of its own. */
export type CallOutcome = 'ok' | 'error' | 'timeout' | 'cancelled' | 'skipped';

/** Order in which outcomes are listed. */
export const CALL_OUTCOMES: readonly CallOutcome[] = ['ok', 'error', 'timeout', 'cancelled', 'skipped'];

const TIMEOUT_CODE = 'TOOL_TIMEOUT';

export function callOutcome(call: Pick<CallDetail, 'status' | 'errorCode'>): CallOutcome {
  return call.status === 'error' && call.errorCode === TIMEOUT_CODE ? 'timeout' : call.status;
}

export type WaitCause = CallDetail['waits'][number]['cause'];

/** What a call waited for, as it is said everywhere. */
export const CAUSE_WORDS: Readonly<Record<WaitCause, string>> = {
  conflict: 'a resource',
  circuit: 'its open circuit',
  'rate-limit': 'its rate limit',
  host: 'a busy machine',
  shared: 'the same call',
  'global-slot': 'global slot',
  'tool-slot': 'tool slot',
  backoff: 'backoff',
  overhead: 'executor overhead',
};

/** The same in a sentence: "waited 2 s for …". */
export const WAITED_FOR: Readonly<Record<Exclude<WaitCause, 'overhead'>, string>> = {
  ...CAUSE_WORDS,
  conflict: 'a resource in use',
  'global-slot': `a ${CAUSE_WORDS['global-slot']}`,
  'tool-slot': `a ${CAUSE_WORDS['tool-slot']}`,
};

/** The causes in the order they are listed. */
export const WAIT_CAUSES: readonly WaitCause[] = [
  'tool-slot',
  'global-slot',
  'rate-limit',
  'circuit',
  'host',
  'conflict',
  'shared',
  'backoff',
  'overhead',
];

/** Time spent waiting for one cause, in µs. */
export function waitedUs(call: Pick<CallDetail, 'waits'>, cause: WaitCause): number {
  return call.waits.reduce((sum, wait) => (wait.cause === cause ? sum + (wait.endUs - wait.startUs) : sum), 0);
}

/** Time its attempts ran, in µs; what an abandoned attempt did after its deadline is not counted. */
export function ranUs(call: Pick<CallDetail, 'attempts'>): number {
  return call.attempts.reduce((sum, attempt) => sum + (attempt.endUs - attempt.startUs), 0);
}
