import { ExecutorError } from '../errors.js';
import { check, isPositiveMs, show } from '../options.js';
import type { ToolCall } from '../types.js';

/**
 * Checks the shape of a call, which the program made, not its arguments, which a model made.
 *
 * @param takenIds - Ids of the calls already in the batch.
 * @throws {ExecutorError} `INVALID_CALL` for a missing, empty or repeated id or a name that is no string;
 *   `INVALID_OPTION` for a `timeoutMs` out of range.
 */
export function checkCall(call: ToolCall, takenIds: { has(id: string): boolean }): void {
  if (typeof call !== 'object' || call === null) throw new ExecutorError('INVALID_CALL', 'a call must be an object');
  if (typeof call.id !== 'string' || call.id === '') {
    throw new ExecutorError('INVALID_CALL', `a call's id must be a string that is not empty, got ${show(call.id)}`);
  }
  const facts = { callId: call.id };
  if (typeof call.name !== 'string')
    throw new ExecutorError('INVALID_CALL', `call ${call.id}: name must be a string`, facts);
  if (takenIds.has(call.id))
    throw new ExecutorError('INVALID_CALL', `two calls of one batch have the id "${call.id}"`, facts);
  const { timeoutMs } = call;
  check(
    timeoutMs === undefined || isPositiveMs(timeoutMs),
    `call ${call.id}: timeoutMs`,
    'must be a positive number or Infinity',
    timeoutMs,
  );
}

/** @throws {ExecutorError} As `checkCall`, and `INVALID_CALL` when it is no array. */
export function checkCalls(calls: readonly ToolCall[]): void {
  if (!Array.isArray(calls)) throw new ExecutorError('INVALID_CALL', 'calls must be an array');
  const ids = new Set<string>();
  for (const call of calls) {
    checkCall(call, ids);
    ids.add(call.id);
  }
}
