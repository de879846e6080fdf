import type { BatchLabels, BatchResult, Executor, ExecutorEvent } from '@parallel-tools/executor';
import type OpenAI from 'openai';

/** A request body of Chat Completions, as the client takes it; streamed when it says `stream: true`. */
export type ChatBody = OpenAI.ChatCompletionCreateParams;

/** A message of a request. */
export type ChatMessage = OpenAI.ChatCompletionMessageParam;

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
  /** Runs the tool calls; its tools are offered to the model beside those of the body. */
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
 * `content_filter`, `refusal`: as the model's server said. `incomplete`: the reply ended without saying why, or for a
 * reason that does not allow its tool calls to run. `aborted`: by the signal.
 */
export type ChatStatus = 'completed' | 'max_turns' | 'length' | 'content_filter' | 'refusal' | 'incomplete' | 'aborted';

/** Tokens, summed over the turns that reported them, with the details the server gave. */
export type ChatUsage = OpenAI.CompletionUsage;

/** One request to the model and what came of it. */
export interface ChatTurn {
  /** Counted from 1. */
  readonly turn: number;
  readonly finishReason: string | null;
  /** Undefined when the server sent none. */
  readonly usage: ChatUsage | undefined;
  /** The batch of its tool calls; null when none ran. */
  readonly batch: BatchResult | null;
}

/** What a run came to. */
export interface ChatResult {
  readonly status: ChatStatus;
  /** Text of the last reply; empty when it had none. */
  readonly text: string;
  /** The body's messages and all that followed; can be sent again as they are, whatever the status. */
  readonly messages: ChatMessage[];
  readonly turns: readonly ChatTurn[];
  /** Undefined when no turn reported any. */
  readonly usage: ChatUsage | undefined;
}

/** What happens in a run, in order. */
export type ChatEvent =
  | { readonly type: 'turn-start'; readonly turn: number }
  | { readonly type: 'text-delta'; readonly turn: number; readonly text: string }
  | {
      readonly type: 'call-ready';
      readonly turn: number;
      readonly callId: string;
      readonly toolName: string;
      /** JSON text as the model sent it. */
      readonly arguments: string;
    }
  | { readonly type: 'tool-event'; readonly turn: number; readonly event: ExecutorEvent }
  | ({ readonly type: 'turn-end' } & ChatTurn)
  | { readonly type: 'run-end'; readonly status: ChatStatus };

/** A run: wait for `result`, or iterate its events; leaving the iteration early aborts it. */
export interface ChatRun extends AsyncIterable<ChatEvent> {
  /** Rejects only for errors of the API and of the program; what tools and the model do wrong is in the result. */
  readonly result: Promise<ChatResult>;
}
