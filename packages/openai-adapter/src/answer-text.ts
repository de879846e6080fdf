import type { BatchResult, ExecutorError, ToolResult } from '@parallel-tools/executor';
import { type CutRule, cutText } from './cut-result.js';
import type { PreparedCall } from './prepare-calls.js';
import type { ModelCall } from './run-types.js';

const LONGEST_MESSAGE = 2_000;

/** What a call is answered with, as text for the model. */
export interface CallAnswer {
  readonly call: ModelCall;
  readonly text: string;
}

/** A call as it went into a batch. */
export interface SubmittedCall extends PreparedCall {
  readonly call: ModelCall;
  /** Why somebody said no; null where nobody did. */
  readonly denial?: string | null;
}

/** The answers to calls of a batch, in their order. */
export function answersOf(submitted: readonly SubmittedCall[], batch: BatchResult, rule: CutRule): CallAnswer[] {
  const results = new Map(batch.results.map((result) => [result.callId, result]));
  const started = new Set(batch.record.calls.flatMap(({ callId, startUs }) => (startUs === null ? [] : callId)));
  return submitted.map(({ call, toolCall, problem, denial = null }) => {
    if (denial !== null) return { call, text: errorText('denied', `not executed: ${denial}`) };
    const result = results.get(toolCall.id);
    if (result === undefined) return notExecuted(call, 'the executor was closed');
    const text = contentOf(result, { problem, hasStarted: started.has(toolCall.id) });
    // Half a surrogate pair is no text that servers take.
    return { call, text: cutText(text, call, rule).toWellFormed() };
  });
}

/** The answer to a call that did not run. */
export function notExecuted(call: ModelCall, reason: string): CallAnswer {
  return { call, text: errorText('not_executed', `not executed: ${reason}`) };
}

/** The answer to a call whose output somebody else gave. */
export function outputAnswer(call: ModelCall, output: unknown, rule: CutRule): CallAnswer {
  return { call, text: cutText(outputText(output), call, rule).toWellFormed() };
}

/** What a result that is not `ok` says to the model. */
export function errorAnswer(result: ToolResult): string {
  return contentOf(result, { problem: null, hasStarted: true }).toWellFormed();
}

/** What a result does not say. */
interface CallFacts {
  /** What is wrong with the text of the arguments; null when it is a JSON object. */
  readonly problem: string | null;
  readonly hasStarted: boolean;
}

function contentOf(result: ToolResult, facts: CallFacts): string {
  switch (result.status) {
    case 'ok':
      return outputText(result.output);
    case 'error':
    case 'cancelled':
      return toolErrorText(result.error, facts);
    case 'skipped':
      return errorText('skipped', `not executed: call ${result.failedDependencyId}, which it needs, failed`);
    default:
      return result satisfies never;
  }
}

/** Text as it is, nothing for undefined, all else as JSON. */
function outputText(output: unknown): string {
  if (typeof output === 'string') return output;
  if (output === undefined) return '';
  try {
    return JSON.stringify(output) ?? UNSERIALISABLE;
  } catch {
    return UNSERIALISABLE;
  }
}

/** What the model can do something with: for it, advice to the programmer is noise. */
function toolErrorText(
  { code, message, timeoutMs, issues }: ExecutorError,
  { problem, hasStarted }: CallFacts,
): string {
  const name = code.toLowerCase();
  switch (code) {
    case 'INVALID_ARGUMENTS':
      return problem === null ? errorText(name, message, issues) : errorText(name, `${problem}; send one JSON object`);
    case 'TOOL_TIMEOUT':
      return errorText(name, `no result within ${timeoutMs} ms`);
    case 'ABORTED':
      return errorText(name, hasStarted ? 'aborted while it ran; it may have taken effect' : 'not executed: aborted');
    default:
      return errorText(name, message);
  }
}

/** An error as a model reads it: a code and a sentence, no stack. */
function errorText(code: string, message: string, issues?: readonly object[]): string {
  const text = message.length > LONGEST_MESSAGE ? `${message.slice(0, LONGEST_MESSAGE)}…` : message;
  return JSON.stringify({ error: { code, message: text.toWellFormed(), ...(issues === undefined ? {} : { issues }) } });
}

const UNSERIALISABLE = errorText('unserialisable_output', 'the tool ran, but its output cannot be written as JSON');
