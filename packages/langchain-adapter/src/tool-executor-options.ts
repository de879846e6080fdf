import type { LangGraphRunnableConfig } from '@langchain/langgraph';
import type { AnyTool, BatchLabels, Executor, OnError, ReferenceOptions, RetryOptions } from '@parallel-tools/executor';

/**
 * What may be said about one tool: all that the executor takes of one but what LangChain's tool says itself. A `cacheKey`
 * gets a `CallContext` as its second argument.
 */
export type ToolOptions = Omit<
  AnyTool,
  'name' | 'description' | 'input' | 'execute' | 'runIn' | 'module' | 'export' | 'uses'
>;

/** Of the run that a call belongs to: what a `cacheKey` may need beside the arguments. */
export interface CallContext extends Pick<LangGraphRunnableConfig, 'configurable' | 'metadata'> {
  /** The run's own `context`, as its graph or agent declares it. */
  readonly context?: unknown;
}

/** What all doors take. Without any, calls run as LangChain runs them. */
export interface ToolExecutorOptions {
  /**
   * Runs the calls, under its limits and into its recorder; may be shared by nodes and agents. Its `tools` are not used.
   * Its owner closes it.
   * @defaultValue one of its own, without limit, timeout or recorder
   */
  readonly executor?: Executor;
  /**
   * Most calls that may run at the same time: over everything this node or middleware runs, or, with a given `executor`,
   * within one batch. A positive integer or `Infinity`. Where `RunnableConfig.maxConcurrency` is smaller, that holds for
   * its batch.
   * @defaultValue Infinity
   */
  readonly maxConcurrency?: number;
  /**
   * Longest time of one attempt, in ms, from the attempt's start; queue wait is not included. A positive number or
   * `Infinity`. The call then ends with a `TOOL_TIMEOUT` error, also if the tool ignores its signal: such a tool keeps
   * running, but its slot is free and its late result is dropped.
   * @defaultValue that of the given `executor`, else Infinity
   */
  readonly timeoutMs?: number;
  /**
   * How failed attempts are repeated: of tools whose `toolOptions` say `effects: 'read'` or `idempotent: true`, and no
   * `retry` of their own. No other tool is ever run twice.
   * @defaultValue no retries
   */
  readonly retry?: RetryOptions;
  /**
   * `'fail-fast'` starts no call of a batch after its first failure and aborts those that run.
   * @defaultValue that of the given `executor`, else 'continue'
   */
  readonly onError?: OnError;
  /**
   * By tool name; goes before what is said for all tools. Limits and policies are the tool's in all batches of the
   * executor, and every node that shares the executor must say the same. `dependsOn` orders all calls of a message in
   * `ToolNode`; in the middleware, which gets them one by one, a call waits for earlier ones only.
   */
  readonly toolOptions?: Readonly<Record<string, ToolOptions>>;
  /**
   * Goes into the record of every batch, before what is found in the run: node, agent, thread, and the thread as session;
   * run and graph where `configurable` or `metadata` has `run_id` and `graph_id`, as LangGraph Platform gives them.
   */
  readonly labels?: BatchLabels;
}

/** What the doors that see all calls of a message, `ToolNode` and `toolExecutorMiddleware`, take besides. */
export interface MessageOptions extends ToolExecutorOptions {
  /**
   * In a graph with a checkpointer, keeps the answer of each call of a message as soon as it is there: after an interrupt in
   * one of them, or a crash, no call that had finished runs again, and an answer to an interrupt goes to the call that
   * asked. Each call is then a task of LangGraph, which `streamMode: 'updates'` reports under the name of its tool.
   * Interrupts come one at a time, in call order, when all other calls have ended. Nothing to gain, nor changed, where each
   * call is a task already, as by default in `createAgent`.
   * @defaultValue false
   */
  readonly durable?: boolean;
  /**
   * Lets the arguments of a call refer to outputs of earlier calls of its message: `{ "$ref": "1", "path": "/id" }` or
   * `${calls.1.id}`, and in the notations that are named. They see what the model sees of an answer, as a value where it is
   * JSON. The middleware tells the model about it and widens the schemas that it sees; for a `ToolNode`, `withReferences`
   * does. A reference that leads nowhere is an error message for the model.
   * @defaultValue false
   */
  readonly references?: boolean | ReferenceOptions;
}
