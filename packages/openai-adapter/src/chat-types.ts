import type { BatchLabels, BatchResult, Executor, ExecutorEvent } from '@parallel-tools/executor';
import type OpenAI from 'openai';
import type { AssembledCall } from './tool-call-assembler.js';

/** A request body of Chat Completions, as the client takes it; streamed when it says `stream: true`. */
export type ChatBody = OpenAI.ChatCompletionCreateParams;

/** A message of a request. */
export type ChatMessage = OpenAI.ChatCompletionMessageParam;

/** A tool as a request offers it. */
export type ChatTool = OpenAI.ChatCompletionTool;

/** The answer to one tool call. */
export type ToolMessage = OpenAI.ChatCompletionToolMessageParam;

/** What is used of a client: any version of `openai` from 5 on fits, and whatever looks like it. */
export interface ChatClient {
  readonly chat: {
    readonly completions: {
      // biome-ignore lint/suspicious/noExplicitAny: the overloads of `create` differ between versions of the client.
      create(body: any, options?: { signal?: AbortSignal }): PromiseLike<any>;
    };
  };
}

/** Options of `runChat`. */
export interface RunChatOptions {
  /** Runs the tool calls. Its tools are offered to the model after those of the body; of two with one name the body's. */
  readonly executor: Executor;
  /**
   * Most requests to the model. The calls of the last reply are answered but not executed. A positive integer.
   * @defaultValue 10
   */
  readonly maxTurns?: number;
  /** Ends the request or the tools that run; the result has the status `aborted`. */
  readonly signal?: AbortSignal;
  /** Go to the record of every batch. */
  readonly labels?: BatchLabels;
}

/**
 * How a run ended. `completed`: the model answered without asking for tools. `max_turns`: it still asked. `length`,
 * `content_filter`, `refusal`: as the model's server said. `incomplete`: the reply ended without a finish reason, or with
 * one that is not known to allow its tool calls to run. `aborted`: by the signal, or by leaving the iteration.
 */
export type ChatStatus = 'completed' | 'max_turns' | 'length' | 'content_filter' | 'refusal' | 'incomplete' | 'aborted';

/** Tokens, summed over the turns that reported them, with the details the server gave. */
export type ChatUsage = OpenAI.CompletionUsage;

/** A tool call of a reply, under an id that no other call of the transcript has. */
export interface ModelCall extends AssembledCall {
  /** Never empty. */
  readonly id: string;
  /** The id the server sent, where `id` had to be made up because that one was repeated or came late. */
  readonly externalId?: string;
}

/** One request to the model and what came of it. */
export interface ChatTurn {
  /** Counted from 1. */
  readonly turn: number;
  readonly finishReason: string | null;
  /** Undefined when the server sent none. */
  readonly usage: ChatUsage | undefined;
  /** What the model asked for, executed or not; where the reply was cut, the last may be cut too. */
  readonly calls: readonly ModelCall[];
  /** The batch of the calls; null when none ran. */
  readonly batch: BatchResult | null;
}

/** What a run came to. */
export interface ChatResult {
  readonly status: ChatStatus;
  /** Text of the last reply, of a refusal its text; empty when it had none. */
  readonly text: string;
  /** The body's messages and all that followed; can be sent again as they are, whatever the status. */
  readonly messages: ChatMessage[];
  readonly turns: readonly ChatTurn[];
  /** Of the turns whose calls ran. */
  readonly batches: readonly BatchResult[];
  /** Undefined when no turn reported any. */
  readonly usage: ChatUsage | undefined;
}

/**
 * What happens in a run. For one call the order is `call-start`, `call-ready`, then the executor's events; a call that is
 * not executed has none of these.
 */
export type ChatEvent =
  | { readonly type: 'turn-start'; readonly turn: number }
  | { readonly type: 'text-delta'; readonly turn: number; readonly text: string }
  | {
      readonly type: 'call-start';
      readonly turn: number;
      readonly callId: string;
      /** As far as it is known. */
      readonly toolName: string;
    }
  | {
      readonly type: 'call-ready';
      readonly turn: number;
      readonly callId: string;
      readonly toolName: string;
      /** JSON text as the model sent it; whole, as the reply has ended. */
      readonly arguments: string;
    }
  | { readonly type: 'tool-event'; readonly turn: number; readonly event: ExecutorEvent }
  | ({ readonly type: 'turn-end' } & ChatTurn)
  | { readonly type: 'run-end'; readonly status: ChatStatus };

/**
 * A run, under way since `runChat` returned. Wait for `result`, or iterate its events: each iteration has all of them from
 * the first on, throws what `result` rejects with, and aborts the run when it is left early. The run does not wait for
 * whoever iterates.
 */
export interface ChatRun extends AsyncIterable<ChatEvent> {
  /**
   * Rejects only for errors of the API (the client's own error, unchanged) and of the program; what tools and the model do
   * wrong is in the result. Left alone, it causes no unhandled rejection.
   */
  readonly result: Promise<ChatResult>;
  /** A copy of the transcript so far. It can be sent again at any moment, also after a rejection. */
  readonly messages: ChatMessage[];
}
