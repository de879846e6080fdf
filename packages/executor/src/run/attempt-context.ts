import type { ToolContext } from '../types.js';

const CONTROLLER: unique symbol = Symbol('controller');
const ABORTED: unique symbol = Symbol('aborted');
const NO_RESOURCES = Object.freeze({});

/**
 * What a running tool is told about its call. The signal is made when it is first read: most tools never do, and a signal
 * costs more than the rest of a call. It is the object's own property, so that a copy of the context has it.
 */
export class AttemptContext implements ToolContext {
  readonly batchId: string;
  readonly callId: string;
  readonly toolName: string;
  readonly attempt: number;
  readonly context: unknown;
  /** Set before the tool runs. */
  resources: Readonly<Record<string, unknown>> = NO_RESOURCES;
  declare readonly signal: AbortSignal;
  // Not private: a proxy of the context has them too.
  [CONTROLLER]: AbortController | null = null;
  [ABORTED]: { readonly reason: unknown } | null = null;

  constructor(batchId: string, callId: string, toolName: string, attempt: number, context: unknown) {
    this.batchId = batchId;
    this.callId = callId;
    this.toolName = toolName;
    this.attempt = attempt;
    this.context = context;
    Object.defineProperty(this, 'signal', AttemptContext.#SIGNAL);
  }

  /** One accessor for all: one of its own for each context would cost as much as the rest of the call. */
  static readonly #SIGNAL: PropertyDescriptor & ThisType<AttemptContext> = {
    enumerable: true,
    get() {
      this[CONTROLLER] ??= newController(this[ABORTED]);
      return this[CONTROLLER].signal;
    },
  };

  /** Aborts the signal, also one that is read later. No method, so that a tool does not see it. */
  static abort(context: AttemptContext, reason: unknown): void {
    context[ABORTED] = { reason };
    context[CONTROLLER]?.abort(reason);
  }
}

function newController(aborted: { readonly reason: unknown } | null): AbortController {
  const controller = new AbortController();
  if (aborted !== null) controller.abort(aborted.reason);
  return controller;
}
