import type { BatchPayload, CallRecord } from '@parallel-tools/executor';
import type { RedactedField, ResolvedRecorderOptions } from './options.js';
import { sanitiseJson, truncate } from './sanitise.js';

/** The options that say what is kept of users' data. */
export type CaptureOptions = Pick<
  ResolvedRecorderOptions,
  'capture' | 'redact' | 'maxErrorMessageChars' | 'maxPayloadChars'
>;

/** What is kept of the payload of one call. */
export interface CapturedPayload {
  readonly inputBytes: number | null;
  readonly outputBytes: number | null;
  readonly args: string | null;
  readonly output: string | null;
}

const NOTHING: CapturedPayload = Object.freeze({ inputBytes: null, outputBytes: null, args: null, output: null });

/** @returns Nulls for what is not captured, has no JSON text (`undefined`, a cycle, a bigint), or was not there. */
export function capturePayload(call: CallRecord, payload: BatchPayload, options: CaptureOptions): CapturedPayload {
  if (options.capture === 'none') return NOTHING;
  const result = payload.results[call.seq - 1];
  const args = jsonText(payload.calls[call.seq - 1]?.args);
  const output = result?.status === 'ok' ? jsonText(result.output) : null;
  const keep = (field: 'args' | 'output', json: string | null) =>
    options.capture === 'full'
      ? keptJson(json, { field, toolName: call.toolName, callId: call.callId }, options)
      : null;
  return {
    inputBytes: args === null ? null : Buffer.byteLength(args),
    outputBytes: output === null ? null : Buffer.byteLength(output),
    args: keep('args', args),
    output: keep('output', output),
  };
}

/** An error message as it may be stored: redacted and cut to length. */
export function captureErrorMessage(message: string | null, call: CallRecord, options: CaptureOptions): string | null {
  if (message === null || options.capture === 'none') return null;
  const about = { field: 'error-message', toolName: call.toolName, callId: call.callId } as const;
  const redacted = redacting(message, about, options);
  return redacted === null ? null : truncate(redacted, options.maxErrorMessageChars);
}

function keptJson(json: string | null, about: RedactedField, options: CaptureOptions): string | null {
  if (json === null) return null;
  const redacted = redacting(json, about, options);
  if (redacted === null) return null;
  const kept =
    redacted.length <= options.maxPayloadChars ? redacted : JSON.stringify(truncate(redacted, options.maxPayloadChars));
  return sanitiseJson(kept);
}

function redacting(text: string, about: RedactedField, { redact }: CaptureOptions): string | null {
  if (redact === undefined) return text;
  try {
    const redacted: unknown = redact(text, about);
    return typeof redacted === 'string' ? redacted : null;
  } catch {
    // A redaction that fails must not let anything through.
    return null;
  }
}

function jsonText(value: unknown): string | null {
  try {
    return JSON.stringify(value) ?? null;
  } catch {
    return null;
  }
}
