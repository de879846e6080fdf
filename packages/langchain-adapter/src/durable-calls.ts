import { AsyncLocalStorageProviderSingleton } from '@langchain/core/singletons';
import {
  Command,
  type GraphInterrupt,
  getConfig,
  isCommand,
  isGraphInterrupt,
  type LangGraphRunnableConfig,
  Send,
  task,
} from '@langchain/langgraph';
import type { Answer } from './answer.js';

type NodeConfig = Pick<LangGraphRunnableConfig, 'configurable'>;

/** What LangGraph knows of a running task. It reads and writes it by these names. */
interface Scratchpad {
  /** What the task was given. */
  readonly currentTaskInput: unknown;
  /** An answer to an interrupt that was given without saying to which. */
  readonly nullResume: unknown;
}

/** One call. Those that had finished in an earlier run of the node never begin. */
interface DurableCall {
  hasBegun: boolean;
  /** Starts it, or tells of its kept answer. Null until it is known which, and after it was done. */
  goOn: (() => void) | null;
  isKnown: boolean;
  answer: Promise<Answer>;
}

/** What is to be done with a call. */
export interface DurableSteps {
  /** Runs it, with the node's config in which interrupts are those of this call. */
  execute(config: NodeConfig): Promise<Answer>;
  /** It has finished in an earlier run of the node. */
  onKept(answer: Answer): void;
}

/** Whether the calls of this node can be tasks of their own: it runs in a graph that keeps checkpoints. */
export function keepsCheckpoints({ configurable }: NodeConfig): boolean {
  return configurable?.__pregel_checkpointer != null && typeof configurable.__pregel_call === 'function';
}

/**
 * The calls of one run of a node, each a task of LangGraph: its answer is kept as soon as it is there, so that a later run
 * of the node, after an interrupt or a crash, takes it from the checkpoint. Interrupts reach the caller one at a time, in
 * call order, when all other calls have ended; an answer that does not name its interrupt goes to the first of them.
 */
export class DurableCalls {
  readonly #calls: DurableCall[] = [];
  readonly #onStarted: () => void;
  #unknownCount = 0;

  /** @param onStarted - Called when it is known which calls run, and all of those were started. */
  constructor(onStarted: () => void = () => undefined) {
    this.#onStarted = onStarted;
  }

  /**
   * Runs a call, unless it has finished in an earlier run of the node. To be called without a wait between, in call order.
   *
   * @param steps - Called in call order.
   * @returns Its answer, kept or new; rejects as `execute` does.
   */
  run(toolName: string, node: NodeConfig, { execute, onKept }: DurableSteps): Promise<Answer> {
    const call: DurableCall = { hasBegun: false, isKnown: false, goOn: null, answer: Promise.resolve() as never };
    this.#calls.push(call);
    this.#unknownCount += 1;
    const runTask = task(toolName, () => this.#begin(call, node, execute));
    call.answer = (async () => revive(await runTask()))();
    void call.answer.then(
      (answer) => this.#know(call, () => onKept(answer)),
      () => this.#know(call, null),
    );
    return call.answer.catch(async (thrown) => {
      throw isGraphInterrupt(thrown) ? await this.#firstInterrupt() : thrown;
    });
  }

  #begin(call: DurableCall, node: NodeConfig, execute: DurableSteps['execute']): Promise<Answer> {
    const { promise, resolve } = Promise.withResolvers<Answer>();
    const config = this.#configOf(call, node, getConfig());
    call.hasBegun = true;
    this.#know(call, () => resolve(AsyncLocalStorageProviderSingleton.runWithConfig(config, () => execute(config))));
    return promise;
  }

  /** No call starts before it is known of all whether they run: which one is the first to ask shows only then. */
  #know(call: DurableCall, goOn: DurableCall['goOn']): void {
    if (call.isKnown) return;
    call.isKnown = true;
    call.goOn = goOn;
    this.#unknownCount -= 1;
    if (this.#unknownCount > 0) return;
    for (const known of this.#calls) {
      known.goOn?.();
      known.goOn = null;
    }
    this.#onStarted();
  }

  /** All that the node's config says, but interrupts and what follows from them are those of the call's own task. */
  #configOf(call: DurableCall, node: NodeConfig, own: NodeConfig): NodeConfig {
    const nodePad: Scratchpad = node.configurable?.__pregel_scratchpad;
    const ownPad: Scratchpad = own.configurable?.__pregel_scratchpad;
    const isFirst = () => this.#calls.find(({ hasBegun }) => hasBegun) === call;
    const pad = Object.create(ownPad, {
      currentTaskInput: { value: nodePad.currentTaskInput },
      nullResume: { get: () => (isFirst() ? ownPad.nullResume : undefined) },
    });
    return { ...node, configurable: { ...node.configurable, ...own.configurable, __pregel_scratchpad: pad } };
  }

  /** LangGraph keeps one interrupt of a node. */
  async #firstInterrupt(): Promise<GraphInterrupt> {
    const ended = await Promise.allSettled(this.#calls.map(({ answer }) => answer));
    return ended.map((end) => end.status === 'rejected' && end.reason).find(isGraphInterrupt) as GraphInterrupt;
  }
}

/**
 * Finds the calls of one run of a node, which a middleware gets one by one.
 *
 * @returns Null where they are no tasks of their own, or each is one already, brought by a Send.
 */
export function createDurableSteps(): (node: NodeConfig) => DurableCalls | null {
  const steps = new WeakMap<Scratchpad, DurableCalls>();
  return (node) => {
    const pad: Scratchpad | undefined = node.configurable?.__pregel_scratchpad;
    if (pad === undefined || !keepsCheckpoints(node) || isSend(pad.currentTaskInput)) return null;
    const step = steps.get(pad) ?? new DurableCalls();
    steps.set(pad, step);
    return step;
  };
}

/** Whether this is what a Send brings a node: one call, in a task of its own. */
export function isSend(input: unknown): boolean {
  return typeof input === 'object' && input !== null && 'lg_tool_call' in input;
}

/** A checkpoint gives a message back as a message, but a Command as its fields. */
function revive(answer: Answer): Answer {
  if (!isCommand(answer) || answer instanceof Command) return answer;
  const { goto } = answer as Command;
  return new Command({ ...(answer as Command), ...(goto !== undefined && { goto: mapGoto(goto) }) });
}

function mapGoto(goto: Command['goto']): NonNullable<Command['goto']> {
  const reviveOne = (to: unknown) => {
    const { node, args } = to as Send;
    return typeof to === 'string' || to instanceof Send ? to : new Send(node, args);
  };
  return (Array.isArray(goto) ? goto.map(reviveOne) : reviveOne(goto)) as NonNullable<Command['goto']>;
}
