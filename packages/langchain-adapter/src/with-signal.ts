import type { RunnableConfig } from '@langchain/core/runnables';
import type { ClientTool, ServerTool } from '@langchain/core/tools';
import { abortError } from './answer.js';
import { invokeFilled } from './fill-call.js';
import { isInvokable } from './invokable-tool.js';
import { withAbortCheck } from './with-abort-check.js';

export type AgentTool = ClientTool | ServerTool | undefined;

/** What a call has of its own. */
export interface CallScope {
  readonly signal: AbortSignal;
  /** In place of that of the node, where the call is a task of its own. */
  readonly configurable?: RunnableConfig['configurable'] | undefined;
}

/**
 * The tool, but its signal aborts when the one given here does, too; and it is not run when its signal is aborted by
 * then, for LangChain's tools would never settle.
 *
 * @param onInvoke - Gets the signal that the caller of the tool gave it.
 */
export function withSignal(
  tool: AgentTool,
  { signal, configurable }: CallScope,
  onInvoke: (callerSignal: AbortSignal | undefined) => void,
): AgentTool {
  if (!isInvokable(tool)) return tool;
  const invoke = async (input: unknown, config?: RunnableConfig) => {
    onInvoke(config?.signal);
    const linked = linkSignals(config?.signal === undefined ? [signal] : [signal, config.signal]);
    try {
      if (linked.signal.aborted) throw abortError(linked.signal.reason);
      const scoped = { ...config, signal: linked.signal, ...(configurable && { configurable }) };
      return await invokeFilled(input, (given) => withAbortCheck(tool).invoke(given, scoped));
    } finally {
      linked.unlink();
    }
  };
  return Object.create(tool, { invoke: { value: invoke } });
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
