import { isGraphBubbleUp, type LangGraphRunnableConfig } from '@langchain/langgraph';
import { type AnyTool, createExecutor, type Executor } from '@parallel-tools/executor';
import { batchLabels } from './batch-labels.js';
import type { ToolExecutorOptions, ToolOptions } from './tool-executor-options.js';
import { createTurn, type Turn } from './turn.js';

/** What a turn takes from the run it belongs to. */
export type TurnConfig = {
  readonly [Key in 'signal' | 'maxConcurrency' | 'metadata' | 'configurable']?:
    | LangGraphRunnableConfig[Key]
    | undefined;
};

/** Begins a turn in which the tools of these names are known; a name may come twice. */
export type TurnOpener = (toolNames: readonly string[], config: TurnConfig) => Turn;

/**
 * Makes what opens turns under these options.
 *
 * @throws {ExecutorError} `INVALID_OPTION`, naming option and value, also when a shared executor has another limit for a tool.
 */
export function createTurnOpener(options: ToolExecutorOptions): TurnOpener {
  const { toolOptions = {}, maxConcurrency = Number.POSITIVE_INFINITY, timeoutMs, onError } = options;
  const configured = Object.keys(toolOptions).map((name) => placeholderTool(name, toolOptions));
  // Made even where one was given: it is what checks the options.
  const own = createExecutor({
    tools: configured,
    maxConcurrency,
    timeoutMs: timeoutMs ?? Number.POSITIVE_INFINITY,
    ...(onError !== undefined && { onError }),
  });
  const executor = options.executor ?? own;
  executor.withTools(configured);
  const viewOf = createViews(executor, toolOptions);

  return (toolNames, config) =>
    createTurn(() =>
      viewOf(toolNames).open({
        maxConcurrency: Math.min(maxConcurrency, config.maxConcurrency ?? Number.POSITIVE_INFINITY),
        labels: batchLabels(config, options.labels),
        isControlFlow: isGraphBubbleUp,
        ...(config.signal !== undefined && { signal: config.signal }),
        ...(timeoutMs !== undefined && { timeoutMs }),
        ...(onError !== undefined && { onError }),
      }),
    );
}

/** Views of an executor with tools of the names asked for; the last one is kept, since a node asks for the same ones. */
function createViews(executor: Executor, toolOptions: Readonly<Record<string, ToolOptions>>) {
  let lastNames: readonly string[] | undefined;
  let lastView = executor;
  return (toolNames: readonly string[]): Executor => {
    const isSame =
      lastNames?.length === toolNames.length && toolNames.every((name, index) => name === lastNames?.[index]);
    if (!isSame) {
      lastView = executor.withTools([...new Set(toolNames)].map((name) => placeholderTool(name, toolOptions)));
      lastNames = [...toolNames];
    }
    return lastView;
  };
}

/** Stands for a LangChain tool in the executor: its name and limits. What runs comes with each call. */
function placeholderTool(name: string, toolOptions: Readonly<Record<string, ToolOptions>>): AnyTool {
  const options = Object.hasOwn(toolOptions, name) ? toolOptions[name] : undefined;
  return { ...options, name, execute: () => undefined };
}
