import { isGraphBubbleUp, type LangGraphRunnableConfig } from '@langchain/langgraph';
import { createExecutor, type Executor } from '@parallel-tools/executor';
import { batchLabels } from './batch-labels.js';
import type { MessageCalls } from './message-calls.js';
import { createPlaceholders, type Placeholders } from './placeholder-tools.js';
import { referenceValue } from './reference-value.js';
import type { KnownTool } from './tool-defaults.js';
import type { CallContext, MessageOptions } from './tool-executor-options.js';
import { createTurn, type Turn } from './turn.js';

/** What a turn takes from the run it belongs to. */
export type TurnConfig = {
  readonly [Key in 'signal' | 'maxConcurrency' | 'metadata' | 'configurable']?:
    | LangGraphRunnableConfig[Key]
    | undefined;
} & {
  readonly context?: unknown;
  readonly runId?: string | undefined;
  readonly executionInfo?: { readonly runId?: string | undefined } | undefined;
};

/**
 * Begins a turn in which these tools are known; a name may come twice. The message that its calls are of is asked for where
 * they may refer to each other.
 */
export type TurnOpener = (tools: readonly KnownTool[], config: TurnConfig, message?: () => MessageCalls) => Turn;

/** What is known of the turns before they begin. */
export interface TurnFacts {
  /** All tools there are; then `dependsOn` may name no other. */
  readonly tools?: readonly KnownTool[];
  /**
   * All calls of a turn are added before it is sealed, without a wait between: they start then, and each waits for those it
   * depends on wherever they stand.
   */
  readonly isWhole?: boolean;
}

/**
 * Makes what opens turns under these options.
 *
 * @throws {ExecutorError} `INVALID_OPTION`, naming option and value, also when a shared executor has another limit for a tool;
 *   `PLAN_CYCLE` for tools that depend on each other.
 */
export function createTurnOpener(options: MessageOptions, { tools: known, isWhole }: TurnFacts = {}): TurnOpener {
  const { maxConcurrency = Number.POSITIVE_INFINITY, timeoutMs, onError, references = false } = options;
  const placeholders = createPlaceholders(options);
  const configured = placeholders.all();
  // Made even where one was given: it is what checks the options.
  const own = createExecutor({
    tools: configured,
    maxConcurrency,
    timeoutMs: timeoutMs ?? Number.POSITIVE_INFINITY,
    references,
    ...(onError !== undefined && { onError }),
  });
  const executor = options.executor ?? own;
  // An executor of its own keeps the limit over all batches.
  const ofBatch = options.executor === undefined ? Number.POSITIVE_INFINITY : maxConcurrency;
  executor.withTools(configured);
  if (known !== undefined) executor.withTools(placeholders.exactly(known));
  const viewOf = createViews(executor, placeholders);
  const orderOf = isWhole && placeholders.hasDependencies ? placeholders.orderOf : undefined;

  return (tools, config, message) =>
    createTurn({
      open: () =>
        viewOf(tools).open({
          maxConcurrency: Math.min(ofBatch, config.maxConcurrency ?? Number.POSITIVE_INFINITY),
          labels: batchLabels(config, options.labels),
          context: callContext(config),
          isControlFlow: isGraphBubbleUp,
          ...(config.signal !== undefined && { signal: config.signal }),
          ...(timeoutMs !== undefined && { timeoutMs }),
          ...(onError !== undefined && { onError }),
          ...(references !== false && { references, referenceValue }),
        }),
      orderOf,
      isShared: (toolName) => placeholders.optionsOf({ name: toolName }).cache !== undefined,
      message: references === false ? undefined : message?.(),
    });
}

/**
 * Whether a turn would do anything: where nothing was asked for there is no limit to keep and nobody to tell, and its cost
 * would be all there is of it.
 */
export function needsTurn(options: MessageOptions, { maxConcurrency }: Pick<TurnConfig, 'maxConcurrency'>): boolean {
  const { executor, timeoutMs, retry, onError, toolOptions, references, durable } = options;
  const asked = [executor, options.maxConcurrency, timeoutMs, retry, onError, toolOptions, references, durable];
  return maxConcurrency !== undefined || asked.some((option) => option !== undefined && option !== false);
}

function callContext({ configurable, metadata, context }: TurnConfig): CallContext {
  return {
    ...(configurable !== undefined && { configurable }),
    ...(metadata !== undefined && { metadata }),
    ...(context !== undefined && { context }),
  };
}

/** Views of an executor with the tools asked for; the last one is kept, since a node asks for the same ones. */
function createViews(executor: Executor, placeholders: Placeholders) {
  let last: readonly KnownTool[] | undefined;
  let lastView = executor;
  return (tools: readonly KnownTool[]): Executor => {
    const isSame = last?.length === tools.length && tools.every((tool, index) => isAlike(tool, last?.[index]));
    if (!isSame) {
      lastView = executor.withTools(placeholders.withNeeded(tools));
      // A copy: the list and its tools are somebody else's.
      last = tools.map(({ name, metadata }) => ({ name, metadata }));
    }
    return lastView;
  };
}

function isAlike(a: KnownTool, b: KnownTool | undefined): boolean {
  return a.name === b?.name && a.metadata === b.metadata;
}
