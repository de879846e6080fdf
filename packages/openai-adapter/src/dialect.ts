import type { CallAnswer } from './answer-text.js';
import type { TakeCallId } from './call-ids.js';
import type { ModelCall, RunStatus } from './run-types.js';

/** One reply of the model, whichever API it came by. */
export interface Reply<Usage> {
  /** How the run ends with it; null when its calls are to be executed. */
  readonly status: RunStatus | null;
  readonly text: string;
  readonly refusal: string;
  readonly calls: readonly ModelCall[];
  /** Null when the reply ended without one. */
  readonly finishReason: string | null;
  readonly usage: Usage | undefined;
  /** How the run ends once the calls are answered; null when it goes on. */
  readonly statusAfterCalls: RunStatus | null;
}

/** What is told of a reply while it comes. Positions are those of the calls in the reply, counted from 0. */
export interface ReplyListener {
  readonly takeId: TakeCallId;
  readonly onText: (text: string) => void;
  readonly onCallStart: (call: Pick<ModelCall, 'id' | 'name'>) => void;
  readonly onArguments: (callId: string, text: string) => void;
  /** The call is whole, as far as can be known before the reply has ended. */
  readonly onCallWhole: (position: number, call: ModelCall) => void;
  /** More came of a call that was told to be whole. */
  readonly onCallChange: (position: number, call: ModelCall) => void;
}

/** What is asked of the model. */
export interface TurnRequest {
  /** Counted from 1. */
  readonly turn: number;
  /** It may not ask for tools. */
  readonly isFinal: boolean;
}

/** An API as the loop uses it: a transcript that grows, and how to ask for more of it. */
export interface Dialect<Usage extends object> {
  readonly takeId: TakeCallId;
  /** The model was asked for one call at a time; should several come all the same, they run one after the other. */
  readonly isInOrder: boolean;
  /** Calls in the body that nobody has answered. */
  openCalls(): readonly ModelCall[];
  answerOpenCalls(answers: readonly CallAnswer[]): void;
  /** @throws What the client throws. */
  request(ask: TurnRequest, listener: ReplyListener, signal: AbortSignal): Promise<Reply<Usage>>;
  /** Appends a reply with its calls and their answers at once; without answers it is kept without its calls. */
  append(reply: Reply<Usage>, answers: readonly CallAnswer[]): void;
}
