import { randomUUID } from 'node:crypto';
import { METRIC_COLUMNS } from '../store/rows.js';
import type { EncodedBatch } from './encode-batch.js';
import { sanitiseJson, truncate } from './sanitise.js';

/** A value of the application's own, such as tokens used, or the score of an answer. */
export interface MetricValue {
  /** 1 to 256 UTF-16 code units; a longer one is cut. */
  readonly name: string;
  /** A finite number. */
  readonly value: number;
  /** The session it belongs to, as in the labels of batches. */
  readonly sessionId?: string | undefined;
  /** Such as `ms`, `tokens`, `USD`. */
  readonly unit?: string | undefined;
}

const MAX_NAME_CHARS = 256;

/** @throws {TypeError} Names what is wrong. */
export function encodeMetric({ name, value, sessionId, unit }: MetricValue, atMs: number): EncodedBatch {
  if (typeof name !== 'string' || name === '') throw new TypeError(`name must be a text, got ${String(name)}`);
  if (!Number.isFinite(value)) throw new TypeError(`value must be a finite number, got ${String(value)}`);
  for (const [field, text] of Object.entries({ sessionId, unit })) {
    if (text !== undefined && typeof text !== 'string') throw new TypeError(`${field} must be a text, got ${text}`);
  }
  const row = {
    id: randomUUID(),
    at_ms: Math.round(atMs),
    session_id: sessionId === undefined ? null : truncate(sessionId, MAX_NAME_CHARS),
    name: truncate(name, MAX_NAME_CHARS),
    value,
    unit: unit === undefined ? null : truncate(unit, MAX_NAME_CHARS),
  };
  const metrics = sanitiseJson(JSON.stringify(METRIC_COLUMNS.names.map((column) => row[column])));
  return {
    batches: '',
    calls: '',
    attempts: '',
    metrics,
    omitsCalls: false,
    takenAtMs: atMs,
    byteLength: Buffer.byteLength(metrics),
  };
}
