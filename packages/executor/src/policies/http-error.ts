import { guarded } from './guarded.js';

/** Statuses of the 4xx that say nothing against the request itself. */
const TRANSIENT = [408, 409, 425, 429];

/** Whether an error says, by an HTTP status, that the request was wrong, so that the same one fails again. */
export function isCallersFault(thrown: unknown): boolean {
  const status = statusOf(thrown);
  return status !== null && status >= 400 && status < 500 && !TRANSIENT.includes(status);
}

/** Whether an error says that the other side has too much to do. */
export function isOverload(thrown: unknown): boolean {
  const status = statusOf(thrown);
  return status === 429 || status === 503 || status === 529;
}

/**
 * How long an error asks to leave its sender alone, in ms: by `retryAfterMs` (ms), `retryAfter` (s), or the headers
 * `retry-after-ms` and `retry-after` (s or date) of itself or its response; null where it asks for nothing.
 *
 * @param wallTimeMs - Epoch ms, for dates.
 * @see RFC 9110 §10.2.3, Retry-After.
 */
export function retryAfterMs(thrown: unknown, wallTimeMs: number): number | null {
  return guarded(() => {
    const error = thrown as { retryAfterMs?: unknown; retryAfter?: unknown } | null | undefined;
    const asked = number(error?.retryAfterMs) ?? number(header(thrown, 'retry-after-ms'));
    if (asked !== null) return asked;
    return seconds(error?.retryAfter, wallTimeMs) ?? seconds(header(thrown, 'retry-after'), wallTimeMs);
  }, null);
}

/** The HTTP status an error names, as the common clients do; null without one. */
function statusOf(thrown: unknown): number | null {
  return guarded(() => {
    const error = thrown as { status?: unknown; statusCode?: unknown; response?: { status?: unknown } } | null;
    const status = error?.status ?? error?.statusCode ?? error?.response?.status;
    return typeof status === 'number' ? status : null;
  }, null);
}

function header(thrown: unknown, name: string): unknown {
  const error = thrown as { headers?: unknown; responseHeaders?: unknown; response?: { headers?: unknown } } | null;
  const headers = error?.headers ?? error?.responseHeaders ?? error?.response?.headers;
  if (typeof headers !== 'object' || headers === null) return undefined;
  if ('get' in headers && typeof headers.get === 'function') return headers.get(name);
  const key = Object.keys(headers).find((candidate) => candidate.toLowerCase() === name);
  return key === undefined ? undefined : (headers as Record<string, unknown>)[key];
}

function seconds(value: unknown, wallTimeMs: number): number | null {
  const inSeconds = number(value);
  if (inSeconds !== null) return inSeconds * 1000;
  const dateMs = typeof value === 'string' ? Date.parse(value) : Number.NaN;
  return Number.isNaN(dateMs) ? null : Math.max(0, dateMs - wallTimeMs);
}

function number(value: unknown): number | null {
  const parsed = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof parsed === 'number' && Number.isFinite(parsed) && parsed >= 0 ? parsed : null;
}
