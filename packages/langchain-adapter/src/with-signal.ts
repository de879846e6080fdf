import type { RunnableConfig } from '@langchain/core/runnables';
import type { ClientTool, ServerTool } from '@langchain/core/tools';
import { abortError } from './answer.js';

type AgentTool = ClientTool | ServerTool | undefined;

/**
 * The tool, but its signal aborts when the one given here does, too; and it is not run when its signal is aborted by
 * then, for LangChain's tools would never settle.
 *
 * @param onInvoke - Gets the signal that the caller of the tool gave it.
 */
export function withSignal(
  tool: AgentTool,
  signal: AbortSignal,
  onInvoke: (callerSignal: AbortSignal | undefined) => void,
): AgentTool {
  if (!isInvokable(tool)) return tool;
  const invoke = async (input: unknown, config?: RunnableConfig) => {
    onInvoke(config?.signal);
    const linked = linkSignals(config?.signal === undefined ? [signal] : [signal, config.signal]);
    try {
      if (linked.signal.aborted) throw abortError(linked.signal.reason);
      return await tool.invoke(input, { ...config, signal: linked.signal });
    } finally {
      linked.unlink();
    }
  };
  return Object.create(tool, { invoke: { value: invoke } });
}

interface Invokable {
  invoke(input: unknown, config?: RunnableConfig): Promise<unknown>;
}

/** Tools of a provider run on its servers and have nothing to invoke. */
function isInvokable(tool: AgentTool): tool is AgentTool & Invokable {
  return tool !== undefined && typeof tool.invoke === 'function';
}

/** `AbortSignal.any`, but it leaves nothing behind on signals that live longer than the call. */
function linkSignals(signals: readonly AbortSignal[]): { readonly signal: AbortSignal; unlink(): void } {
  const controller = new AbortController();
  const abort = () => controller.abort(signals.find(({ aborted }) => aborted)?.reason);
  for (const signal of signals) signal.addEventListener('abort', abort, { once: true });
  if (signals.some(({ aborted }) => aborted)) abort();
  return {
    signal: controller.signal,
    unlink() {
      for (const signal of signals) signal.removeEventListener('abort', abort);
    },
  };
}
