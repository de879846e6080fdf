import type { BatchEvent } from '../observe/events.js';
import type { AttemptInfo } from '../observe/instrumentation.js';
import type { ToolResult, WaitRecord } from '../types.js';
import type { Attempt } from './attempt.js';
import type { CallRun } from './call-run.js';

export const NO_WAITS: readonly WaitRecord[] = Object.freeze([]);

// Written out: a spread would copy twice what is made for every attempt of every call.

export function callQueuedEvent({ batch, call, extras }: CallRun): BatchEvent {
  const { id: callId, name: toolName } = call;
  return { type: 'call-queued', batchId: batch.batchId, callId, toolName, atMs: extras.availableUs / 1000, call };
}

export function callDiscardedEvent({ batch, call }: CallRun): BatchEvent {
  const { id: callId, name: toolName } = call;
  return { type: 'call-discarded', batchId: batch.batchId, callId, toolName, atMs: batch.nowUs() / 1000 };
}

export function attemptStartEvent({ batch, call }: CallRun, { number, startUs, isHedge }: Attempt): BatchEvent {
  const { batchId } = batch;
  const { id: callId, name: toolName } = call;
  const event = { type: 'attempt-start', batchId, callId, toolName, atMs: startUs / 1000, attempt: number } as const;
  return isHedge ? { ...event, hedge: true } : event;
}

/** @param retryInMs - Backoff before the next attempt; null when there is none. */
export function attemptEndEvent({ batch, call }: CallRun, attempt: Attempt, retryInMs: number | null): BatchEvent {
  const { number, endUs, abandoned, error } = attempt;
  return {
    type: 'attempt-end',
    batchId: batch.batchId,
    callId: call.id,
    toolName: call.name,
    atMs: endUs / 1000,
    attempt: number,
    outcome: attempt.outcome ?? 'cancelled',
    abandoned,
    retryInMs,
    error,
  };
}

export function callEndEvent(run: CallRun, result: ToolResult): BatchEvent {
  const { batch, call, attempt, endUs, waits } = run;
  const { source } = run.extras;
  const event = {
    type: 'call-end',
    batchId: batch.batchId,
    callId: call.id,
    toolName: call.name,
    atMs: endUs / 1000,
    result,
    startMs: attempt === null ? null : firstOf(attempt).startUs / 1000,
    attempts: attempt?.number ?? 0,
    waits: waits ?? NO_WAITS,
  } as const;
  return source === null ? event : { ...event, source };
}

/** What an instrumentation is told of an attempt that is about to run its tool. */
export function attemptInfo({ run, number, startUs }: Attempt): AttemptInfo {
  const { batch, call, tool, args } = run;
  if (tool === null || args === null) throw new Error('a call runs that has no tool or no valid arguments');
  return { batchId: batch.batchId, call, tool: tool.compiled.tool, attempt: number, atMs: startUs / 1000, args };
}

function firstOf(last: Attempt): Attempt {
  let first = last;
  while (first.previous !== null) first = first.previous;
  return first;
}
