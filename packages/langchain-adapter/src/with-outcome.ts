import type { RunnableConfig } from '@langchain/core/runnables';
import type { LangGraphRunnableConfig } from '@langchain/langgraph';
import type { Answer, InvokeTool } from './answer.js';
import { isInvokable, withInvoke } from './invokable-tool.js';
import { type AgentTool, withSignal } from './with-signal.js';

/** A run of a tool that started earlier. */
export interface StartedRun {
  /** What it came to. */
  started(): Promise<Answer>;
  /** Runs the tool once more, as a call of its own. */
  again(invoke: InvokeTool): Promise<Answer>;
  /** As `withSignal` takes it. */
  readonly configurable: LangGraphRunnableConfig['configurable'];
}

/**
 * The tool, but its first run is one that started earlier; each further one is a call of its own.
 *
 * @param onInvoke - Gets the signal that the caller of the tool gave it.
 */
export function withOutcome(
  tool: AgentTool,
  { started, again, configurable }: StartedRun,
  onInvoke: (callerSignal: AbortSignal | undefined) => void,
): AgentTool {
  if (!isInvokable(tool)) return tool;
  let isFirst = true;
  const invoke = (input: unknown, config?: RunnableConfig): Promise<unknown> => {
    onInvoke(config?.signal);
    if (isFirst) {
      isFirst = false;
      return started();
    }
    return again(async (context) => {
      const linked = withSignal(tool, context, { configurable, onInvoke }) as typeof tool;
      // Of a call LangChain's tools make a message or a Command.
      return (await linked.invoke(input, config)) as Answer;
    });
  };
  return withInvoke(tool, invoke);
}
