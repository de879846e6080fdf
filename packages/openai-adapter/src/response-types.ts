import type OpenAI from 'openai';
import type { ModelCall, Run, RunEvent, RunOptions, RunResult, RunTurn } from './run-types.js';

/** A request body of the Responses API, as the client takes it; streamed when it says `stream: true`. */
export type ResponsesBody = OpenAI.Responses.ResponseCreateParams;

/** An item of a request. */
export type ResponseInputItem = OpenAI.Responses.ResponseInputItem;

/** A tool as a request of the Responses API offers it. */
export type ResponsesTool = OpenAI.Responses.Tool;

/** The answer to one function call. */
export type FunctionCallOutput = OpenAI.Responses.ResponseInputItem.FunctionCallOutput;

/** The answer to one call of a custom tool. */
export type CustomToolCallOutput = OpenAI.Responses.ResponseCustomToolCallOutput;

/** What is used of a client: any version of `openai` from 5 on fits, and whatever looks like it. */
export interface ResponsesClient {
  readonly responses: {
    // biome-ignore lint/suspicious/noExplicitAny: the overloads of `create` differ between versions of the client.
    create(body: any, options?: { signal?: AbortSignal }): PromiseLike<any>;
  };
}

/** Tokens, summed over the turns that reported them, with the details the server gave. */
export type ResponsesUsage = OpenAI.Responses.ResponseUsage;

/** Options of `runResponses`. */
export type RunResponsesOptions = RunOptions;

/** One request to the model and what came of it; its finish reason is the response's status, or why it is incomplete. */
export type ResponsesTurn = RunTurn<ResponsesUsage>;

/** What happens in a run. */
export type ResponsesEvent = RunEvent<ResponsesUsage>;

/** What a run came to. */
export interface ResponsesResult extends RunResult<ResponsesUsage> {
  /**
   * All items, from the body's input on, with those of the replies as they came. They can be sent again without a
   * `previous_response_id`, if the body had none.
   */
  readonly items: ResponseInputItem[];
  /** The last response, as the server gave it; null when none came. */
  readonly response: OpenAI.Responses.Response | null;
  /**
   * Calls that say `async` and whose tool the executor does not have: nobody has answered them. Add a `function_call_output`
   * for each to the input of a later request.
   */
  readonly openCalls: readonly ModelCall[];
  /**
   * What to send to go on, whatever the status: `input` with new items added, and `previous_response_id` where the run had
   * one.
   */
  readonly next: ResponsesContinuation;
}

/** The part of a request body that goes on from a run. */
export interface ResponsesContinuation {
  readonly input: ResponseInputItem[];
  readonly previous_response_id?: string;
}

/** A run of `runResponses`. */
export interface ResponsesRun extends Run<ResponsesResult, ResponsesUsage> {
  /** What to send to go on from here; can be read at any moment, also after a rejection. */
  readonly next: ResponsesContinuation;
}
