import type { Exception } from '@opentelemetry/api';
import { type ExecutorError, messageOf } from '../errors.js';

/** What an exception event says of a failed attempt: what the tool threw, or that it took too long. */
export function exceptionOf(error: ExecutorError): Exception {
  if (error.code !== 'TOOL_FAILED') return { name: error.name, code: error.code, message: error.message };
  const { cause } = error;
  if (!(cause instanceof Error)) return { name: typeof cause, message: messageOf(cause) };
  // Read here, where what a getter of a stranger's error throws is caught.
  try {
    const { name, message, stack } = cause;
    return { name: String(name), message: String(message), ...(typeof stack === 'string' && { stack }) };
  } catch {
    return { name: 'Error', message: messageOf(cause) };
  }
}

/** A value as JSON; null for what has none. */
export function jsonOf(value: unknown): string | null {
  try {
    return JSON.stringify(value) ?? null;
  } catch {
    return null;
  }
}
