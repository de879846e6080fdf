import {
  type Attributes,
  type Context,
  type HrTime,
  type Link,
  type Span,
  SpanStatusCode,
  type Tracer,
  trace,
} from '@opentelemetry/api';
import type { ExecutorError } from '../errors.js';
import type { ExecutorEvent } from '../observe/events.js';
import type { AttemptInfo } from '../observe/instrumentation.js';
import type { ToolCall } from '../types.js';
import { ATTRIBUTE, errorTypeOf, failureCode, TOOL_TYPE, waitAttributes } from './attributes.js';
import { exceptionOf, jsonOf } from './content.js';
import type { ToolDuration } from './tool-duration.js';
import { wallTime } from './wall-time.js';

type EventOf<Type extends ExecutorEvent['type']> = Extract<ExecutorEvent, { type: Type }>;

/** What spans are made with. */
export interface TraceMeans {
  readonly tracer: Tracer;
  readonly duration: ToolDuration;
  readonly captureContent: boolean;
}

/** What a call has of its batch. */
export interface CallPlace {
  /** Of the batch, epoch ms. */
  readonly startedAtMs: number;
  /** With the span of the batch. */
  readonly context: Context;
  readonly labels: Attributes;
}

/** The span of a call, from when its first attempt started, and those of its attempts. */
export class CallTrace {
  readonly #means: TraceMeans;
  readonly #place: CallPlace;
  readonly #call: ToolCall;
  readonly #links: Link[];
  #span: Span | null = null;
  #attempts: Map<number, Span> | null = null;

  constructor(means: TraceMeans, place: CallPlace, call: ToolCall, links: Link[]) {
    this.#means = means;
    this.#place = place;
    this.#call = call;
    this.#links = links;
  }

  startAttempt({ attempt, hedge, atMs }: EventOf<'attempt-start'>): void {
    this.#span ??= this.#start(atMs);
    // Nobody would see the span of the attempt, and a tool that asks learns the same from that of the call.
    if (!this.#span.isRecording()) return;
    const { name } = this.#call;
    const attributes = {
      [ATTRIBUTE.toolName]: name,
      [ATTRIBUTE.toolCallId]: this.#id,
      [ATTRIBUTE.attempt]: attempt,
      ...(hedge && { [ATTRIBUTE.hedge]: true }),
    };
    const parent = trace.setSpan(this.#place.context, this.#span);
    const span = this.#means.tracer.startSpan(`attempt ${name}`, { startTime: this.#timeOf(atMs), attributes }, parent);
    this.#attempts ??= new Map();
    this.#attempts.set(attempt, span);
  }

  /**
   * Takes in what is about to run.
   *
   * @returns The span that shall be active meanwhile.
   */
  about({ attempt, tool, args }: AttemptInfo): Span | undefined {
    if (attempt === 1 && this.#span?.isRecording()) {
      if (tool.description !== undefined) this.#span.setAttribute(ATTRIBUTE.toolDescription, tool.description);
      if (this.#means.captureContent) this.#setJson(ATTRIBUTE.toolCallArguments, args);
    }
    return this.#attempts?.get(attempt) ?? this.#span ?? undefined;
  }

  endAttempt({ attempt, atMs, outcome, abandoned, error }: EventOf<'attempt-end'>): void {
    const span = this.#attempts?.get(attempt);
    // Those of a call that is not recorded have none.
    if (span === undefined) return;
    this.#attempts?.delete(attempt);
    const time = this.#timeOf(atMs);
    if (abandoned) span.setAttribute(ATTRIBUTE.abandoned, true);
    if (error !== null) fail(span, failureCode(error.code), error);
    span.end(time);
    if (error !== null && (outcome === 'error' || outcome === 'timeout')) {
      this.#span?.recordException(exceptionOf(error), time);
    }
  }

  end({ atMs, startMs, result, attempts, waits, source }: EventOf<'call-end'>): void {
    const span = this.#span ?? this.#start(atMs);
    const errorType = errorTypeOf(result);
    if (span.isRecording()) {
      span.setAttributes({
        [ATTRIBUTE.status]: result.status,
        [ATTRIBUTE.attempts]: attempts,
        ...waitAttributes(waits),
      });
      if (source !== undefined) span.setAttribute(ATTRIBUTE.source, source);
      if (result.status === 'cancelled') span.setAttribute(ATTRIBUTE.cancelCode, result.error.code);
      if (result.status === 'skipped') span.setAttribute(ATTRIBUTE.failedDependencyId, result.failedDependencyId);
      if (result.status === 'ok' && this.#means.captureContent) this.#setJson(ATTRIBUTE.toolCallResult, result.output);
      fail(span, errorType, 'error' in result ? result.error : null);
    }
    span.end(this.#timeOf(atMs));
    if (startMs !== null) this.#recordDuration(startMs, atMs, errorType, trace.setSpan(this.#place.context, span));
  }

  #start(atMs: number): Span {
    const { name } = this.#call;
    const attributes = {
      ...this.#place.labels,
      [ATTRIBUTE.operationName]: 'execute_tool',
      [ATTRIBUTE.toolName]: name,
      [ATTRIBUTE.toolType]: TOOL_TYPE,
      [ATTRIBUTE.toolCallId]: this.#id,
    };
    const options = { startTime: this.#timeOf(atMs), attributes, links: this.#links };
    return this.#means.tracer.startSpan(`execute_tool ${name}`, options, this.#place.context);
  }

  #recordDuration(startMs: number, atMs: number, errorType: string | null, context: Context): void {
    const agentName = this.#place.labels[ATTRIBUTE.agentName];
    const attributes = {
      [ATTRIBUTE.toolName]: this.#call.name,
      [ATTRIBUTE.toolType]: TOOL_TYPE,
      ...(agentName !== undefined && { [ATTRIBUTE.agentName]: agentName }),
      ...(errorType !== null && { [ATTRIBUTE.errorType]: errorType }),
    };
    this.#means.duration.record(Math.round((atMs - startMs) * 1000), attributes, context);
  }

  #setJson(attribute: string, value: unknown): void {
    const json = jsonOf(value);
    if (json !== null) this.#span?.setAttribute(attribute, json);
  }

  /** The one the model gave it, where that differs. */
  get #id(): string {
    return this.#call.externalId ?? this.#call.id;
  }

  #timeOf(atMs: number): HrTime {
    return wallTime(this.#place.startedAtMs, atMs);
  }
}

function fail(span: Span, errorType: string | null, error: ExecutorError | null): void {
  if (errorType === null) return;
  span.setAttribute(ATTRIBUTE.errorType, errorType);
  span.setStatus({ code: SpanStatusCode.ERROR, ...(error !== null && { message: error.message }) });
}
