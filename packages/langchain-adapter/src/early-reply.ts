import type { AIMessage } from '@langchain/core/messages';
import type { ToolCall } from '@langchain/core/messages/tool';
import { isGraphBubbleUp } from '@langchain/langgraph';
import type { Answer, InvokeTool } from './answer.js';
import type { MessageCalls } from './message-calls.js';
import type { ReplyListener } from './reply-watcher.js';
import type { StreamedCall } from './streamed-calls.js';
import { type HeldCall, type RunOptions, runAlone, type Turn } from './turn.js';

/** What the calls of a reply need to start before it has ended. */
export interface EarlyStart {
  /** Begins a turn that ends with this signal, in the run that asks the model. */
  begin(signal: AbortSignal): Turn;
  /** Calls of a tool start while the reply streams, wait for its end in their place, or end the early start of the reply. */
  ruleOf(toolName: string): 'start' | 'hold' | 'stop';
  /** Runs the tool of a call in the run that asks the model. */
  readonly invoke: InvokeTool;
}

/** A call that is in the turn. */
interface Entry {
  readonly call: ToolCall;
  readonly held: HeldCall;
  readonly hasStarted: boolean;
  isStale: boolean;
  isTaken: boolean;
}

/** The calls of one reply that start while it streams, until a node or middleware takes them over. */
export class EarlyReply implements ReplyListener {
  readonly #start: EarlyStart;
  readonly #onEnd: (message: AIMessage) => void;
  readonly #abort = new AbortController();
  readonly #unfollow: (() => void)[] = [];
  readonly #entries: Entry[] = [];
  /** Whole, but nothing among them may start yet. */
  readonly #waiting: ToolCall[] = [];
  readonly #answers: Promise<unknown>[] = [];
  #turn: Turn | undefined;
  #isOver = false;

  /** @param onEnd - Gets the message of a reply whose calls may be taken over; not called for any other. */
  constructor(start: EarlyStart, onEnd: (message: AIMessage) => void) {
    this.#start = start;
    this.#onEnd = onEnd;
  }

  onWhole(_position: number, streamed: StreamedCall): void {
    if (this.#isOver) return;
    const rule = streamed.id === '' ? 'stop' : this.#start.ruleOf(streamed.name);
    if (rule === 'stop') {
      this.#isOver = true;
      return;
    }
    this.#waiting.push(toToolCall(streamed));
    // A call that may not start is added, to hold up what must come after it, when one after it may.
    if (rule === 'start') for (const call of this.#waiting.splice(0)) this.#add(call);
  }

  onChange(position: number): void {
    const entry = this.#entries[position];
    if (entry === undefined) this.#isOver = true;
    else if (!entry.isStale) {
      entry.isStale = true;
      entry.held.discard();
    }
  }

  onEnd(message: AIMessage | null): void {
    this.#isOver = true;
    if (message === null) this.discard();
    else if (this.#turn !== undefined) this.#onEnd(message);
  }

  /** Aborts the calls that nobody took, and ends the turn. */
  discard(): void {
    this.#isOver = true;
    for (const { held, isTaken } of this.#entries) if (!isTaken) held.discard();
    this.#turn?.seal();
    void Promise.all(this.#answers).then(() => {
      for (const unfollow of this.#unfollow) unfollow();
    });
  }

  /** The calls end with this signal. */
  follow(signal: AbortSignal | undefined): void {
    if (signal === undefined) return;
    const abort = () => this.#abort.abort(signal.reason);
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort, { once: true });
    this.#unfollow.push(() => signal.removeEventListener('abort', abort));
  }

  /**
   * The turn with what has been started in it: a call that is added goes on where it is.
   *
   * @param message - That the calls are of, as it is now.
   * @param again - Begins a turn for a call that cannot go on, since it steered a graph from outside of its node.
   */
  takeOver(message: MessageCalls, again: () => Turn): Turn {
    // What was told to `onEnd` has a turn.
    const turn = this.#turn as Turn;
    turn.told(message);
    return {
      ...turn,
      add: <Output extends object = Answer>(
        call: ToolCall,
        invoke: InvokeTool<Output>,
        // A node takes the answer as it is.
        { adopt = (early) => early() as Promise<object> as Promise<Output> }: RunOptions<Output> = {},
      ): Promise<Output> => {
        const entry = this.#entries.find((each) => !each.isTaken && !each.isStale && isSame(each.call, call));
        if (entry === undefined) return this.#noted(turn.add(call, invoke));
        entry.isTaken = true;
        const { answer } = entry.held;
        if (!entry.hasStarted) entry.held.release(invoke as InvokeTool);
        if (!entry.hasStarted) return answer as Promise<object> as Promise<Output>;
        return answer
          .then(() => false, isGraphBubbleUp)
          .then((hasSteered) => (hasSteered ? runAlone(again(), call, invoke) : adopt(() => answer)));
      },
      seal: () => this.discard(),
    };
  }

  #add(call: ToolCall): void {
    this.#turn ??= this.#start.begin(this.#abort.signal);
    const held = this.#turn.hold(call);
    this.#noted(held.answer);
    const hasStarted = this.#start.ruleOf(call.name) === 'start';
    this.#entries.push({ call, held, hasStarted, isStale: false, isTaken: false });
    if (hasStarted) held.release(this.#start.invoke);
  }

  #noted<Output>(answer: Promise<Output>): Promise<Output> {
    this.#answers.push(answer.catch(() => undefined));
    return answer;
  }
}

function toToolCall({ id, name, args }: StreamedCall): ToolCall {
  // Only arguments that parse are told to be whole.
  return { id, name, args: JSON.parse(args) as ToolCall['args'], type: 'tool_call' };
}

function isSame(a: ToolCall, b: ToolCall): boolean {
  return a.id === b.id && a.name === b.name && JSON.stringify(a.args) === JSON.stringify(b.args);
}
