import type { BatchLabels, BatchResult, Clock, Executor, ExecutorEvent } from '@parallel-tools/executor';
import type { AssembledCall } from './tool-call-assembler.js';

/** Options of a run, of whichever API. */
export interface RunOptions {
  /** Runs the tool calls. Its tools are offered to the model after those of the body; of two with one name the body's. */
  readonly executor: Executor;
  /**
   * Most requests to the model. The calls of the last reply are answered but not executed. A positive integer.
   * @defaultValue 10
   */
  readonly maxTurns?: number;
  /**
   * Executes the calls of the last reply as well.
   * @defaultValue false
   */
  readonly executeOnLastTurn?: boolean;
  /**
   * What happens when the model still asks for tools in its last turn. `'final-answer'` sends one more request, in which it
   * may not: the text of that reply is the run's. The status is `max_turns` all the same.
   * @defaultValue 'stop'
   */
  readonly onMaxTurns?: 'stop' | 'final-answer';
  /**
   * Most tool calls of the run. Where a reply's calls do not fit any more, none of them is executed and the run ends as
   * `max_calls`. A positive integer or `Infinity`.
   * @defaultValue Infinity
   */
  readonly maxCalls?: number;
  /**
   * Tokens, as the server counts them over all turns, after which no more calls are executed: the run ends as `max_tokens`.
   * A positive integer or `Infinity`; without effect where the server reports no usage.
   * @defaultValue Infinity
   */
  readonly maxTokens?: number;
  /**
   * Longest time of the run, in ms from its begin: then it ends as `max_time`, whether or not its tools listen.
   * A positive number or `Infinity`.
   * @defaultValue Infinity
   */
  readonly maxTimeMs?: number;
  /** Ends the request or the tools that run; the result has the status `aborted`. */
  readonly signal?: AbortSignal;
  /** Go to the record of every batch. */
  readonly labels?: BatchLabels;
  /**
   * `'read-only'` starts calls of tools with `effects: 'read'` while the reply still streams, once they are whole. Should
   * the reply end in a way that forbids it, they are aborted and discarded.
   * @defaultValue 'off'
   */
  readonly eager?: 'off' | 'read-only';
  /**
   * Tells the model that arguments may refer to outputs of earlier calls of the same reply, and offers the tools so. Needs
   * an executor made with `references: true`.
   * @defaultValue false
   */
  readonly references?: boolean;
  /**
   * Offers the executor's tools in strict mode, with schemas made to fit it; nulls that stand for what was left out are
   * gone when a tool gets its arguments. `true` takes no tool whose schema strict mode cannot say (a record, a tuple, any
   * value), `'where-possible'` offers such a tool as it is.
   * @defaultValue false
   */
  readonly strict?: boolean | 'where-possible';
  /**
   * Asked about a call whose arguments are no JSON object: gives the text to take in their place, or null for none. The calls
   * of the reply wait for it. Nothing is repaired without it. Throwing ends the run, as in `onToolCall`.
   */
  readonly repair?: (call: BrokenCall) => string | null | Promise<string | null>;
  /**
   * What a call of a tool that the executor does not have comes to: an error that names those there are, the end of the run
   * (its result rejects with `UNKNOWN_TOOL`, and none of the reply's calls is executed), or what the function gives, as if
   * it were a tool's output.
   * @defaultValue 'error-result'
   */
  readonly onUnknownTool?: 'error-result' | 'throw' | ((call: UnknownCall) => unknown);
  /**
   * Fields of an assistant's message, or of a call in it, that are outside the API and that their server wants back: they
   * are kept on messages with calls. Text that comes in pieces is put together, lists are joined.
   * @defaultValue ['reasoning_content', 'reasoning_details', 'extra_content']
   */
  readonly replayFields?: readonly string[];
  /**
   * Asked before a call is executed, if its tool is there and its arguments are a JSON object. A call that waits for the
   * answer holds up none but those that need it. Throwing ends the run: its result rejects with what was thrown.
   */
  readonly onToolCall?: (call: RequestedCall) => CallDecision | Promise<CallDecision>;
  /**
   * Longest answer to one call, in UTF-16 code units; what is longer is cut. A positive integer or `Infinity`.
   * @defaultValue 100_000
   */
  readonly maxResultChars?: number;
  /**
   * Cuts an answer that is longer than `maxResultChars`; what it gives is sent as it is.
   * @defaultValue keeps begin and end, with a note between them of how much was left out
   */
  readonly cutResult?: (text: string, facts: CutFacts) => string;
  /** @defaultValue the machine's clock */
  readonly clock?: Clock;
}

/** A call that waits to be allowed. */
export interface RequestedCall {
  readonly turn: number;
  readonly callId: string;
  readonly toolName: string;
  /** As the model sent them; references in them are not filled in. */
  readonly args: object;
  /** Aborts when the run ends or the call turns out not to be meant: the answer is of no use any more. */
  readonly signal: AbortSignal;
}

/** A call of a tool that is not there. */
export interface UnknownCall {
  readonly turn: number;
  readonly callId: string;
  readonly toolName: string;
  /** As the model sent them. */
  readonly arguments: string;
  /** Aborts when the run ends. */
  readonly signal: AbortSignal;
}

/** A call whose arguments are no JSON object. */
export interface BrokenCall extends UnknownCall {
  /** What is wrong with them. */
  readonly problem: string;
}

/** What becomes of a call: it runs, runs with other arguments, or is answered with the reason why it does not. */
export type CallDecision = 'allow' | { readonly deny: string } | { readonly args: object };

/** What a rule that cuts an answer is told. */
export interface CutFacts {
  readonly callId: string;
  readonly toolName: string;
  readonly maxChars: number;
}

/**
 * How a run ended. `completed`: the model answered without asking for tools. `max_turns`, `max_calls`, `max_tokens`,
 * `max_time`: a limit of the run was reached. `length`, `content_filter`, `refusal`: as the model's server said.
 * `incomplete`: the reply ended without a finish reason, or with one that is not known to allow its tool calls to run.
 * `action_required`: the reply asks for what is no function (a computer call, an approval for MCP); its function calls are
 * answered. `aborted`: by the signal, or by leaving the iteration.
 */
export type RunStatus =
  | 'completed'
  | 'max_turns'
  | 'max_calls'
  | 'max_tokens'
  | 'max_time'
  | 'length'
  | 'content_filter'
  | 'refusal'
  | 'incomplete'
  | 'action_required'
  | 'aborted';

/** A tool call of a reply, under an id that no other call of the transcript has. */
export interface ModelCall extends AssembledCall {
  /** Never empty. */
  readonly id: string;
  /** The id the server sent, where `id` had to be made up because that one was repeated or came late. */
  readonly externalId?: string;
  /** The server takes its answer in any later request. */
  readonly async?: true;
  /** What else the server said of it and wants back, as `replayFields` has it. */
  readonly extra?: Readonly<Record<string, unknown>>;
}

/** One request to the model and what came of it. */
export interface RunTurn<Usage> {
  /** Counted from 1; 0 for calls that were unanswered in the body. */
  readonly turn: number;
  readonly finishReason: string | null;
  /** Undefined when the server sent none. */
  readonly usage: Usage | undefined;
  /** What the model asked for, executed or not; where the reply was cut, the last may be cut too. */
  readonly calls: readonly ModelCall[];
  /** The batch of the calls; null when none ran. Calls that were started early and discarded are in its record only. */
  readonly batch: BatchResult | null;
}

/** What a run of any API came to. */
export interface RunResult<Usage> {
  readonly status: RunStatus;
  /** Text of the last reply, of a refusal its text; empty when it had none. */
  readonly text: string;
  readonly turns: readonly RunTurn<Usage>[];
  /** Of the turns whose calls ran. */
  readonly batches: readonly BatchResult[];
  /** Undefined when no turn reported any. */
  readonly usage: Usage | undefined;
}

/**
 * What happens in a run. For one call the order is `call-start`, `arguments-delta` where streamed, `call-ready`, `call-decided` where there is an
 * `onToolCall`, then the executor's events; one that was started early and must not count has its `call-discarded`. A call
 * that is not executed has its `call-start` and deltas at most.
 */
export type RunEvent<Usage> =
  | { readonly type: 'turn-start'; readonly turn: number }
  | { readonly type: 'text-delta'; readonly turn: number; readonly text: string }
  | {
      readonly type: 'call-start';
      readonly turn: number;
      readonly callId: string;
      /** As far as it is known. */
      readonly toolName: string;
    }
  | { readonly type: 'arguments-delta'; readonly turn: number; readonly callId: string; readonly text: string }
  | {
      readonly type: 'call-ready';
      readonly turn: number;
      readonly callId: string;
      readonly toolName: string;
      /** JSON text as the model sent it; whole. */
      readonly arguments: string;
      /** The reply still streams, and the call starts all the same. */
      readonly early: boolean;
    }
  | {
      readonly type: 'call-decided';
      readonly turn: number;
      readonly callId: string;
      readonly toolName: string;
      readonly decision: CallDecision;
    }
  | { readonly type: 'tool-event'; readonly turn: number; readonly event: ExecutorEvent }
  | ({ readonly type: 'turn-end' } & RunTurn<Usage>)
  | { readonly type: 'run-end'; readonly status: RunStatus };

/**
 * A run, under way since it was asked for. Wait for `result`, or iterate its events: each iteration has all of them from
 * the first on, throws what `result` rejects with, and aborts the run when it is left early. The run does not wait for
 * whoever iterates.
 */
export interface Run<Result, Usage> extends AsyncIterable<RunEvent<Usage>> {
  /**
   * Rejects only for errors of the API (the client's own error, unchanged) and of the program; what tools and the model do
   * wrong is in the result. Left alone, it causes no unhandled rejection.
   */
  readonly result: Promise<Result>;
}
