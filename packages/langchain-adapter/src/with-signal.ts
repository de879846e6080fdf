import type { RunnableConfig } from '@langchain/core/runnables';
import type { ClientTool, ServerTool } from '@langchain/core/tools';
import { abortError } from './answer.js';
import { invokeFilled } from './fill-call.js';
import { isInvokable, withInvoke } from './invokable-tool.js';
import { withAbortCheck } from './with-abort-check.js';

export type AgentTool = ClientTool | ServerTool | undefined;

/** How a call differs from what its caller says of it. */
export interface CallScope {
  /** In place of that of the node, where the call is a task of its own. */
  readonly configurable?: RunnableConfig['configurable'] | undefined;
  /** Gets the signal that the caller of the tool gave it. */
  onInvoke(callerSignal: AbortSignal | undefined): void;
}

/**
 * The tool, but its signal aborts when that of the call does, too; and it is not run when its signal is aborted by then,
 * for LangChain's tools would never settle.
 *
 * @param context - Null for a call without a signal of its own.
 */
export function withSignal(
  tool: AgentTool,
  context: { readonly signal: AbortSignal } | null,
  { configurable, onInvoke }: CallScope,
): AgentTool {
  if (!isInvokable(tool)) return tool;
  const invoke = async (input: unknown, config?: RunnableConfig) => {
    const given = config?.signal;
    onInvoke(given);
    const linked = linkSignals(context?.signal, given);
    const { signal } = linked;
    try {
      if (signal?.aborted) throw abortError(signal.reason);
      const scoped = { ...config, ...(signal && { signal }), ...(configurable && { configurable }) };
      return await invokeFilled(input, (given) => withAbortCheck(tool).invoke(given, scoped));
    } finally {
      linked.unlink();
    }
  };
  return withInvoke(tool, invoke);
}

/** A signal, where there is any. */
interface LinkedSignal {
  readonly signal: AbortSignal | undefined;
  unlink(): void;
}

/** `AbortSignal.any`, but it leaves nothing behind on signals that live longer than the call. */
function linkSignals(own: AbortSignal | undefined, given: AbortSignal | undefined): LinkedSignal {
  if (own === undefined || given === undefined) return { signal: own ?? given, unlink: () => undefined };
  const signals = [own, given];
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
