import { type BatchResult, isExecutorError, type OpenBatch, type PendingCall } from '@parallel-tools/executor';
import { answersOf, type CallAnswer, type SubmittedCall } from './answer-text.js';
import { type Approval, askFor } from './approval.js';
import { prepareCall, type StrictInputs } from './prepare-calls.js';
import type { ResolvedRunOptions } from './run-options.js';
import type { ModelCall, RunEvent } from './run-types.js';
import { holdsCalls } from './unpack-calls.js';

/** What the calls of all turns share. */
export interface CallsContext extends Omit<ResolvedRunOptions, 'signal'> {
  readonly signal: AbortSignal;
  readonly strictInputs: StrictInputs;
  readonly emit: (event: RunEvent<never>) => void;
}

/** What the calls of a turn came to. */
export interface ExecutedCalls {
  readonly batch: BatchResult;
  /** One per call, in their order. */
  readonly answers: readonly CallAnswer[];
}

/** Which calls of a turn may start before its reply has ended, and whether they run one after the other. */
export interface TurnRules {
  readonly turn: number;
  /** The first so many. */
  readonly maxEarly: number;
  readonly inOrder: boolean;
}

/** A call in the batch of its turn. */
interface Entry extends SubmittedCall {
  denial: string | null;
  /** Null where the executor was closed before it came. */
  pending: PendingCall | null;
  /** Undefined as long as nobody was asked. */
  approval: Approval | undefined;
  isStale: boolean;
}

/** The calls of one turn: those that may start while the reply comes, and the rest once it has ended. */
export class TurnCalls {
  readonly #context: CallsContext;
  readonly #rules: TurnRules;
  readonly #entries: Entry[] = [];
  /** Whole, but nothing before or among them may start early. */
  readonly #waiting = new Map<number, ModelCall>();
  readonly #ready = new Set<string>();
  readonly #stop = new AbortController();
  #maxEarly: number;
  #batch: OpenBatch | null = null;
  #failure: { readonly error: unknown } | null = null;

  constructor(context: CallsContext, rules: TurnRules) {
    this.#context = context;
    this.#rules = rules;
    this.#maxEarly = rules.maxEarly;
  }

  /** The call is whole while the reply goes on: if it only reads, and those before it are whole, it starts. */
  whole(position: number, call: ModelCall): void {
    // Where a call holds others, those after it are not counted as the reply counts them.
    if (holdsCalls(call, this.#context.executor)) this.#maxEarly = Math.min(this.#maxEarly, position);
    if (position >= this.#maxEarly) return;
    this.#waiting.set(position, call);
    let end = this.#entries.length;
    while (this.#waiting.has(end)) end += 1;
    // A call that may not start is added, to hold up what must come after it, when one after it may.
    while (end > this.#entries.length && !this.#mayStartEarly(this.#waiting.get(end - 1) as ModelCall)) end -= 1;
    while (this.#entries.length < end) {
      const next = this.#waiting.get(this.#entries.length) as ModelCall;
      if (!this.#add(next, { early: true })) return;
    }
  }

  /** More came of a call that may have started: it was not what it seemed. */
  changed(position: number, call: ModelCall): void {
    this.#waiting.set(position, call);
    const entry = this.#entries[position];
    if (entry === undefined || entry.isStale || isSame(entry.call, call)) return;
    entry.isStale = true;
    entry.pending?.discard();
  }

  /** The reply does not allow its calls: what has started is aborted and counts no more. */
  async discard(): Promise<BatchResult | null> {
    this.#stop.abort();
    if (this.#batch === null) return null;
    this.#discardAll();
    this.#batch.seal();
    return this.#batch.result;
  }

  /**
   * Executes the calls of a reply that has ended.
   *
   * @throws What `onToolCall` threw, after all calls have ended.
   */
  async execute(calls: readonly ModelCall[]): Promise<ExecutedCalls> {
    const { onToolCall, executor } = this.#context;
    if (this.#batch === null && onToolCall === null && !this.#rules.inOrder) {
      for (const call of calls) this.#announce(call, false);
      const submitted = calls.map((call) => ({ call, ...prepareCall(call, this.#context.strictInputs) }));
      const toolCalls = submitted.map(({ toolCall }) => toolCall);
      const batch = await executor.execute(toolCalls, this.#batchOptions());
      return { batch, answers: answersOf(submitted, batch, this.#context) };
    }
    const batch = this.#open();
    // A server may take calls back that it had sent.
    for (const { pending } of this.#entries.splice(calls.length)) pending?.discard();
    try {
      for (const [position, call] of calls.entries()) await this.#finish(position, call);
      await Promise.all(this.#entries.map(({ approval }) => approval?.settled));
    } finally {
      batch.seal();
    }
    const result = await batch.result;
    this.#throwFailure();
    return { batch: result, answers: answersOf(this.#entries, result, this.#context) };
  }

  async #finish(position: number, call: ModelCall): Promise<void> {
    const before = this.#entries[position];
    if (before === undefined) this.#add(call, { early: false });
    else if (before.isStale || !isSame(before.call, call)) this.#replace(position, call);
    else if (before.approval === undefined) this.#settle(before);
    if (!this.#rules.inOrder) return;
    await this.#entries[position]?.approval?.settled;
    await this.#entries[position]?.pending?.result;
  }

  #add(call: ModelCall, { early }: { early: boolean }): boolean {
    const prepared = prepareCall(call, this.#context.strictInputs);
    const waits = early && !this.#mayStartEarly(call);
    if (!waits) this.#announce(call, early);
    const pending = this.#submit(prepared.toolCall);
    this.#entries.push({ call, ...prepared, denial: null, pending, approval: undefined, isStale: false });
    if (!waits) this.#settle(this.#entries.at(-1) as Entry);
    return pending !== null;
  }

  /** What was started in its place was discarded. */
  #replace(position: number, call: ModelCall): void {
    const before = this.#entries[position] as Entry;
    before.pending?.discard();
    this.#announce(call, false);
    const { toolCall, problem } = prepareCall(call, this.#context.strictInputs);
    const renamed = { ...toolCall, id: `${toolCall.id}~changed`, externalId: toolCall.externalId ?? toolCall.id };
    const pending = this.#submit(renamed);
    const entry = { call, toolCall: renamed, problem, denial: null, pending, approval: undefined, isStale: false };
    this.#entries[position] = entry;
    this.#settle(entry);
  }

  /** Lets an added call go, or asks whether it may. */
  #settle(entry: Entry): void {
    const { onToolCall, executor, emit, signal } = this.#context;
    const { turn } = this.#rules;
    if (this.#stop.signal.aborted) {
      entry.pending?.discard();
      return;
    }
    this.#announce(entry.call, false);
    const { id: callId, name: toolName } = entry.call;
    const isThere = executor.tools.some(({ name }) => name === toolName);
    if (onToolCall === null || entry.problem !== null || !isThere) {
      entry.pending?.release();
      return;
    }
    const request = { turn, callId, toolName, args: entry.toolCall.args as object };
    entry.approval = askFor(onToolCall, request, [signal, this.#stop.signal], {
      onDecision: (decision) => {
        emit({ type: 'call-decided', turn, callId, toolName, decision });
        if (decision === 'allow') entry.pending?.release();
        else if ('deny' in decision) {
          entry.denial = decision.deny;
          entry.pending?.discard();
        } else entry.pending?.release({ args: decision.args });
      },
      onFailure: (error) => {
        this.#failure ??= { error };
        this.#stop.abort();
        this.#discardAll();
      },
    });
  }

  /** Adds a call, which waits for its release; null where the executor was closed, which seals its batches. */
  #submit(toolCall: SubmittedCall['toolCall']): PendingCall | null {
    try {
      return this.#open().add(toolCall, { hold: true });
    } catch (error) {
      if (isExecutorError(error) && error.code === 'BATCH_SEALED') return null;
      throw error;
    }
  }

  #open(): OpenBatch {
    this.#batch ??= this.#context.executor.open(this.#batchOptions());
    return this.#batch;
  }

  #batchOptions() {
    const { signal, labels, emit } = this.#context;
    const { turn } = this.#rules;
    return {
      signal,
      labels,
      onEvent: (event: Extract<RunEvent<never>, { type: 'tool-event' }>['event']) =>
        emit({ type: 'tool-event', turn, event }),
    };
  }

  #mayStartEarly({ type, name, arguments: text }: ModelCall): boolean {
    if (type === 'custom' || text.trim() === '') return false;
    const tool = this.#context.executor.tools.find((candidate) => candidate.name === name);
    return tool?.effects === 'read';
  }

  #announce({ id, name, arguments: text }: ModelCall, early: boolean): void {
    if (this.#ready.has(id)) return;
    this.#ready.add(id);
    const { turn } = this.#rules;
    this.#context.emit({ type: 'call-ready', turn, callId: id, toolName: name, arguments: text, early });
  }

  #discardAll(): void {
    for (const { pending } of this.#entries) pending?.discard();
  }

  #throwFailure(): void {
    if (this.#failure !== null) throw this.#failure.error;
  }
}

/** Blanks after the arguments are no part of them. */
function isSame(a: ModelCall, b: ModelCall): boolean {
  return a.id === b.id && a.name === b.name && a.type === b.type && a.arguments.trimEnd() === b.arguments.trimEnd();
}
