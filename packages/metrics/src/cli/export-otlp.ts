import { createHash } from 'node:crypto';
import type { AttemptRecord } from '@parallel-tools/executor';
import type { StoredCall, StoredRecord } from '../queries/read-records.js';

/**
 * OTLP in JSON, one request per line, as the Collector's file receiver reads it: a trace per batch, a span per call, and one per
 * attempt where there were several. Ids follow from those of the batch, so that the same batch is the same trace each time.
 *
 * @see https://opentelemetry.io/docs/specs/otel/protocol/file-exporter/
 */
export async function* exportOtlp(pages: AsyncIterable<readonly StoredRecord[]>): AsyncGenerator<string> {
  for await (const records of pages) {
    const scope = { name: '@parallel-tools/metrics' };
    const resource = { attributes: [attribute('service.name', 'parallel-tools')] };
    const spans = records.flatMap(spansOf);
    yield `${JSON.stringify({ resourceSpans: [{ resource, scopeSpans: [{ scope, spans }] }] })}\n`;
  }
}

const SPAN_KIND_INTERNAL = 1;
const STATUS_UNSET = 0;
const STATUS_ERROR = 2;

interface SpanFacts {
  readonly record: StoredRecord;
  /** What tells it from the others of its batch; empty for the batch's own. */
  readonly key: string;
  readonly parentKey: string | null;
  readonly name: string;
  readonly startUs: number;
  readonly endUs: number;
  readonly errorCode: string | null;
  readonly errorMessage: string | null;
  readonly attributes: Readonly<Record<string, string | number | boolean | null | undefined>>;
}

function spansOf(record: StoredRecord) {
  const { batchId, labels, totals } = record;
  const batch = spanOf({
    record,
    key: '',
    parentKey: null,
    name: 'tool_batch',
    startUs: 0,
    endUs: totals.makespanUs,
    errorCode: null,
    errorMessage: null,
    attributes: {
      'parallel_tools.batch.id': batchId,
      'parallel_tools.batch.call_count': totals.callCount,
      'parallel_tools.batch.ok_count': totals.okCount,
      'parallel_tools.batch.node': labels.node,
      'parallel_tools.batch.run_id': labels.runId,
      'parallel_tools.batch.graph': labels.graph,
      'gen_ai.agent.name': labels.agent,
      'gen_ai.conversation.id': labels.threadId ?? labels.sessionId,
    },
  });
  return [batch, ...record.calls.flatMap((call) => callSpans(record, call))];
}

function callSpans(record: StoredRecord, call: StoredCall) {
  const { seq, toolName, attempts } = call;
  const ofCall = spanOf({
    record,
    key: `${seq}`,
    parentKey: '',
    name: `execute_tool ${toolName}`,
    startUs: call.startUs ?? call.readyUs,
    endUs: call.endUs,
    errorCode: call.status === 'skipped' ? 'SKIPPED' : call.errorCode,
    errorMessage: call.errorMessage,
    attributes: {
      'gen_ai.operation.name': 'execute_tool',
      'gen_ai.tool.name': toolName,
      'gen_ai.tool.call.id': call.callId,
      'parallel_tools.call.status': call.status,
      'parallel_tools.call.attempts': attempts.length,
      'parallel_tools.call.source': call.source,
    },
  });
  if (attempts.length < 2) return [ofCall];
  return [ofCall, ...attempts.map((attempt) => attemptSpan(record, call, attempt))];
}

function attemptSpan(record: StoredRecord, { seq, toolName }: StoredCall, attempt: AttemptRecord) {
  return spanOf({
    record,
    key: `${seq}/${attempt.attempt}`,
    parentKey: `${seq}`,
    name: `attempt ${toolName}`,
    startUs: attempt.startUs,
    endUs: attempt.endUs,
    errorCode: attempt.errorCode,
    errorMessage: attempt.errorMessage,
    attributes: {
      'parallel_tools.attempt.number': attempt.attempt,
      'parallel_tools.attempt.hedge': attempt.hedge,
      'parallel_tools.attempt.abandoned': attempt.abandoned ? true : undefined,
    },
  });
}

function spanOf({ record, key, parentKey, name, startUs, endUs, errorCode, errorMessage, attributes }: SpanFacts) {
  const { batchId, startedAtMs } = record;
  const nanoseconds = (us: number) => String(BigInt(Math.round(startedAtMs * 1000 + us)) * 1000n);
  const isError = errorCode !== null && errorCode !== 'HEDGE_LOST' && errorCode !== 'DISCARDED';
  return {
    traceId: traceId(batchId),
    spanId: hashOf(`${batchId}/${key}`, 16),
    ...(parentKey !== null && { parentSpanId: hashOf(`${batchId}/${parentKey}`, 16) }),
    name,
    kind: SPAN_KIND_INTERNAL,
    startTimeUnixNano: nanoseconds(startUs),
    endTimeUnixNano: nanoseconds(Math.max(startUs, endUs)),
    attributes: [
      ...Object.entries(attributes).flatMap(([name, value]) => (value == null ? [] : [attribute(name, value)])),
      ...(isError ? [attribute('error.type', errorCode)] : []),
    ],
    status: isError ? { code: STATUS_ERROR, message: errorMessage ?? errorCode } : { code: STATUS_UNSET },
  };
}

function attribute(key: string, value: string | number | boolean) {
  if (typeof value === 'string') return { key, value: { stringValue: value } };
  if (typeof value === 'boolean') return { key, value: { boolValue: value } };
  return { key, value: { intValue: String(value) } };
}

/** A UUID is 16 bytes, as a trace's id is. */
function traceId(batchId: string): string {
  const hex = batchId.replaceAll('-', '').toLowerCase();
  return /^[0-9a-f]{32}$/.test(hex) ? hex : hashOf(batchId, 32);
}

function hashOf(text: string, digits: number): string {
  return createHash('sha256').update(text).digest('hex').slice(0, digits);
}
