import { checkPriority, checkTimeout, show } from '../check.js';
import { ExecutorError } from '../errors.js';
import type { ToolCall } from '../types.js';

/**
 * Checks the shape of a call, which the program made, not its arguments, which a model made.
 *
 * @param takenIds - Ids of the calls already in the batch.
 * @throws {ExecutorError} `INVALID_CALL` for a missing, empty or repeated id, a name that is no string or a position that is none;
 *   `INVALID_OPTION` for a `timeoutMs` or `priority` out of range.
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
  if (call.timeoutMs !== undefined) checkTimeout(`call ${call.id}: timeoutMs`, call.timeoutMs);
  if (call.priority !== undefined) checkPriority(`call ${call.id}: priority`, call.priority);
  if (call.position !== undefined && !(Number.isSafeInteger(call.position) && call.position > 0)) {
    const message = `call ${call.id}: position must be a positive integer, got ${show(call.position)}`;
    throw new ExecutorError('INVALID_CALL', message, facts);
  }
  if (call.dependsOn !== undefined && !Array.isArray(call.dependsOn))
    throw new ExecutorError('INVALID_CALL', `call ${call.id}: dependsOn must be a list of call ids`, facts);
}

/** @throws {ExecutorError} `INVALID_CALL` for a `dependsOn` that names no call of the batch. */
export function checkDependencies(call: ToolCall, calls: { has(id: string): boolean }): void {
  if (call.dependsOn === undefined || !Array.isArray(call.dependsOn)) return;
  for (const dependency of call.dependsOn) {
    if (calls.has(dependency)) continue;
    const message = `call ${call.id}: dependsOn names ${show(dependency)}, which is no call of its batch`;
    throw new ExecutorError('INVALID_CALL', message, { callId: call.id });
  }
}
