import { isGraphBubbleUp, type LangGraphRunnableConfig } from '@langchain/langgraph';
import { createExecutor, type Executor } from '@parallel-tools/executor';
import { batchLabels } from './batch-labels.js';
import { createPlaceholders, type Placeholders } from './placeholder-tools.js';
import type { CallContext, ToolExecutorOptions } from './tool-executor-options.js';
import { createTurn, type Turn } from './turn.js';

/** What a turn takes from the run it belongs to. */
export type TurnConfig = {
  readonly [Key in 'signal' | 'maxConcurrency' | 'metadata' | 'configurable']?:
    | LangGraphRunnableConfig[Key]
    | undefined;
} & { readonly context?: unknown };

/** Begins a turn in which the tools of these names are known; a name may come twice. */
export type TurnOpener = (toolNames: readonly string[], config: TurnConfig) => Turn;

/** What is known of the turns before they begin. */
export interface TurnFacts {
  /** All tools there are; then `dependsOn` may name no other. */
  readonly toolNames?: readonly string[];
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
export function createTurnOpener(
  options: ToolExecutorOptions,
  { toolNames: known, isWhole }: TurnFacts = {},
): TurnOpener {
  const { maxConcurrency = Number.POSITIVE_INFINITY, timeoutMs, onError } = options;
  const placeholders = createPlaceholders(options);
  const configured = placeholders.all();
  // Made even where one was given: it is what checks the options.
  const own = createExecutor({
    tools: configured,
    maxConcurrency,
    timeoutMs: timeoutMs ?? Number.POSITIVE_INFINITY,
    ...(onError !== undefined && { onError }),
  });
  const executor = options.executor ?? own;
  executor.withTools(configured);
  if (known !== undefined) executor.withTools(placeholders.exactly(known));
  const viewOf = createViews(executor, placeholders);
  const order = isWhole && placeholders.hasDependencies ? placeholders.orderOf : undefined;

  return (toolNames, config) =>
    createTurn(
      () =>
        viewOf(toolNames).open({
          maxConcurrency: Math.min(maxConcurrency, config.maxConcurrency ?? Number.POSITIVE_INFINITY),
          labels: batchLabels(config, options.labels),
          context: callContext(config),
          isControlFlow: isGraphBubbleUp,
          ...(config.signal !== undefined && { signal: config.signal }),
          ...(timeoutMs !== undefined && { timeoutMs }),
          ...(onError !== undefined && { onError }),
        }),
      order,
    );
}

function callContext({ configurable, metadata, context }: TurnConfig): CallContext {
  return {
    ...(configurable !== undefined && { configurable }),
    ...(metadata !== undefined && { metadata }),
    ...(context !== undefined && { context }),
  };
}

/** Views of an executor with tools of the names asked for; the last one is kept, since a node asks for the same ones. */
function createViews(executor: Executor, placeholders: Placeholders) {
  let lastNames: readonly string[] | undefined;
  let lastView = executor;
  return (toolNames: readonly string[]): Executor => {
    const isSame =
      lastNames?.length === toolNames.length && toolNames.every((name, index) => name === lastNames?.[index]);
    if (!isSame) {
      lastView = executor.withTools(placeholders.withNeeded(toolNames));
      lastNames = [...toolNames];
    }
    return lastView;
  };
}
