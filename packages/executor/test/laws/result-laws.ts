import { isDeepStrictEqual } from 'node:util';
import type { CallRecord, ToolResult } from '../../src/types.js';
import { type BatchEvidence, type Evidence, mayEndEarly } from './evidence.js';
import { type Expected, neededBy, reaches } from './reference-model.js';

export function* oneResultPerCall({ batches }: Evidence): Iterable<string> {
  for (const { index, spec, results, calls, discarded } of batches) {
    const ids = spec.calls.map((_, call) => `c${call}`);
    const meant = ids.filter((_, call) => !discarded.has(call));
    if (!isDeepStrictEqual(idsOf(results), meant)) yield `batch ${index}: ${idsOf(results)} for ${meant}`;
    if (!isDeepStrictEqual(idsOf(calls), ids)) yield `batch ${index}: recorded ${idsOf(calls)} for ${ids}`;
  }
}

function idsOf(list: readonly { readonly callId: string }[]): string[] {
  return list.map(({ callId }) => callId);
}

const ENDED_EARLY = ['ABORTED', 'DEADLINE', 'FAIL_FAST', 'DISCARDED'];

export function* asTheModelSays({ batches, isTimed }: Evidence): Iterable<string> {
  for (const batch of batches) {
    const isSteady = isTimed && !mayEndEarly(batch);
    for (const result of batch.results) {
      const call = indexOf(result.callId);
      const expected = batch.expected[call]!;
      if (isAsExpected(result, expected)) continue;
      if (!isSteady && isEarly(result, batch, isTimed)) continue;
      yield `batch ${batch.index}: ${show(result)} instead of ${JSON.stringify(expected)}`;
    }
  }
}

function isAsExpected(result: ToolResult, expected: Expected): boolean {
  if (result.status !== expected.status) return false;
  switch (expected.status) {
    case 'ok':
      return isDeepStrictEqual(result, { ...result, output: { value: expected.value } });
    case 'skipped':
      return result.status === 'skipped' && expected.causes.has(indexOf(result.failedDependencyId));
    default:
      return 'error' in result && result.error.code === expected.code;
  }
}

/** Whether the result is that of a call that was ended early, or of one behind such a call. */
function isEarly(result: ToolResult, { calls, spec }: BatchEvidence, isTimed: boolean): boolean {
  if (result.status === 'cancelled') return ENDED_EARLY.includes(result.error.code);
  const timesOut = ({ errorCode }: CallRecord) => errorCode === 'TOOL_TIMEOUT' && !isTimed;
  if (result.status === 'error') return timesOut(calls[indexOf(result.callId)]!);
  if (result.status !== 'skipped') return false;
  const cause = calls[indexOf(result.failedDependencyId)]!;
  const needs = spec.calls.map((_, call) => neededBy(spec, call));
  const isNeeded = reaches(needs, indexOf(result.callId), cause.seq - 1);
  return isNeeded && (ENDED_EARLY.includes(cause.errorCode ?? '') || timesOut(cause));
}

function show(result: ToolResult): string {
  const what = 'error' in result ? `${result.error.code}: ${result.error.message}` : '';
  const more = result.status === 'ok' ? JSON.stringify(result.output) : '';
  return `${result.callId} ${result.status} ${what}${more}${'failedDependencyId' in result ? result.failedDependencyId : ''}`;
}

function indexOf(callId: string): number {
  return Number(callId.slice(1));
}

/** `q`ueued, then attempts from `s`tart to `e`nd, hedges beside each other, then `E`nd; `d`iscarded at any time. */
export function* eventsFollow({ batches }: Evidence): Iterable<string> {
  const letters = {
    'call-queued': 'q',
    'attempt-start': 's',
    'attempt-end': 'e',
    'call-end': 'E',
    'call-discarded': 'd',
  };
  for (const { index, events, spec, discarded, calls } of batches) {
    const types = events.map(({ type }) => type);
    const frame = [types[0], types.at(-1), types.filter((type) => type.startsWith('batch')).length];
    if (!isDeepStrictEqual(frame, ['batch-start', 'batch-end', 2])) yield `batch ${index}: ${frame}`;
    const stories = spec.calls.map(() => '');
    for (const event of events) if ('callId' in event) stories[indexOf(event.callId)] += letters[event.type];
    for (const [call, story] of stories.entries()) {
      const attempts = calls[call]!.attempts.length;
      const hedges = calls[call]!.attempts.filter(({ hedge }) => hedge).length;
      const told = story.replace('d', '');
      const isWhole = hedges === 0 ? told === `q${'se'.repeat(attempts)}E` : isHedgedStory(told, attempts);
      if (!isWhole || story.includes('d') !== discarded.has(call)) yield `batch ${index}: c${call} ${story}`;
    }
  }
}

function isHedgedStory(story: string, attempts: number): boolean {
  return /^q(se|sese|ssee)*E$/.test(story) && story.length === 2 + 2 * attempts;
}
