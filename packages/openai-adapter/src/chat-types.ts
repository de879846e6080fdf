import type OpenAI from 'openai';
import type { Run, RunEvent, RunOptions, RunResult, RunStatus, RunTurn } from './run-types.js';

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

/** Tokens, summed over the turns that reported them, with the details the server gave. */
export type ChatUsage = OpenAI.CompletionUsage;

/** Options of `runChat`. */
export type RunChatOptions = RunOptions;

/** How a run ended. */
export type ChatStatus = RunStatus;

/** One request to the model and what came of it. */
export type ChatTurn = RunTurn<ChatUsage>;

/** What happens in a run. */
export type ChatEvent = RunEvent<ChatUsage>;

/** What a run came to. */
export interface ChatResult extends RunResult<ChatUsage> {
  /** The body's messages and all that followed; can be sent again as they are, whatever the status. */
  readonly messages: ChatMessage[];
}

/** A run of `runChat`. */
export interface ChatRun extends Run<ChatResult, ChatUsage> {
  /** A copy of the transcript so far. It can be sent again at any moment, also after a rejection. */
  readonly messages: ChatMessage[];
}
