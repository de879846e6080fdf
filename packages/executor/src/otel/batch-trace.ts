import {
  type Attributes,
  type Context,
  context,
  type Link,
  type Span,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api';
import type { ExecutorEvent } from '../observe/events.js';
import { ATTRIBUTE, labelAttributes } from './attributes.js';
import { CallTrace, type TraceMeans } from './call-trace.js';
import { wallTime } from './wall-time.js';

type EventOf<Type extends ExecutorEvent['type']> = Extract<ExecutorEvent, { type: Type }>;

/** The span of a batch, and the traces of its calls. */
export class BatchTrace {
  readonly #means: TraceMeans;
  readonly #startedAtMs: number;
  readonly #span: Span;
  readonly #context: Context;
  /** The span that was active where the batch was submitted. */
  readonly #parent: Span | undefined;
  readonly #labels: Attributes;
  readonly #calls = new Map<string, CallTrace>();
  /** The code of what ended calls from outside. */
  #endCode: string | null = null;

  constructor(means: TraceMeans, { batchId, labels, startedAtMs, atMs }: EventOf<'batch-start'>) {
    this.#means = means;
    this.#startedAtMs = startedAtMs;
    this.#labels = labelAttributes(labels);
    const { node, sessionId, runId, graph } = labels;
    const attributes = {
      ...this.#labels,
      ...(sessionId !== undefined && { [ATTRIBUTE.sessionId]: sessionId }),
      ...(node !== undefined && { [ATTRIBUTE.node]: node }),
      ...(runId !== undefined && { [ATTRIBUTE.runId]: runId }),
      ...(graph !== undefined && { [ATTRIBUTE.graph]: graph }),
      [ATTRIBUTE.batchId]: batchId,
    };
    const active = context.active();
    this.#parent = trace.getSpan(active);
    this.#span = means.tracer.startSpan('tool_batch', { startTime: wallTime(startedAtMs, atMs), attributes }, active);
    this.#context = trace.setSpan(active, this.#span);
  }

  call(callId: string): CallTrace | undefined {
    return this.#calls.get(callId);
  }

  queued({ callId, call }: EventOf<'call-queued'>): void {
    const place = { startedAtMs: this.#startedAtMs, context: this.#context, labels: this.#labels };
    this.#calls.set(callId, new CallTrace(this.#means, place, call, this.#links()));
  }

  endCall(event: EventOf<'call-end'>): void {
    const { result } = event;
    if (result.status === 'cancelled' && ENDS_BATCH.has(result.error.code)) this.#endCode = result.error.code;
    this.#calls.get(event.callId)?.end(event);
  }

  end({ atMs, result }: EventOf<'batch-end'>): void {
    const endTime = wallTime(this.#startedAtMs, atMs);
    if (this.#span.isRecording()) {
      const { results } = result;
      const okCount = results.filter(({ status }) => status === 'ok').length;
      this.#span.setAttributes({ [ATTRIBUTE.callCount]: results.length, [ATTRIBUTE.okCount]: okCount });
      if (this.#endCode !== null) {
        this.#span.setAttribute(ATTRIBUTE.errorType, this.#endCode);
        this.#span.setStatus({ code: SpanStatusCode.ERROR });
      }
    }
    this.#span.end(endTime);
  }

  /** To the span that is active where a call is added, where that is another than the batch was submitted under. */
  #links(): Link[] {
    const adder = trace.getSpan(context.active());
    return adder === undefined || adder === this.#parent ? [] : [{ context: adder.spanContext() }];
  }
}

/** A failed call is a result and does not make its batch fail; what ended the batch itself does. */
const ENDS_BATCH: ReadonlySet<string> = new Set(['ABORTED', 'DEADLINE', 'FAIL_FAST']);
