import type { ToolContext } from '../types.js';

const CONTROLLER: unique symbol = Symbol('controller');
const NO_RESOURCES = Object.freeze({});

/** What a running tool is told about its call. */
export class AttemptContext implements ToolContext {
  readonly batchId: string;
  readonly callId: string;
  readonly toolName: string;
  readonly attempt: number;
  readonly context: unknown;
  /** Set before the tool runs. */
  resources: Readonly<Record<string, unknown>> = NO_RESOURCES;
  // Not private: a proxy of the context has it too.
  readonly [CONTROLLER] = new AbortController();
  // Made at once, which costs less than an accessor that would make it when it is read.
  readonly signal: AbortSignal = this[CONTROLLER].signal;

  constructor(batchId: string, callId: string, toolName: string, attempt: number, context: unknown) {
    this.batchId = batchId;
    this.callId = callId;
    this.toolName = toolName;
    this.attempt = attempt;
    this.context = context;
  }

  /** Aborts the signal. No method, so that a tool does not see it. */
  static abort(context: AttemptContext, reason: unknown): void {
    context[CONTROLLER].abort(reason);
  }
}
