import type { RunnableConfig } from '@langchain/core/runnables';
import type { ClientTool, ServerTool } from '@langchain/core/tools';
import { abortError } from './answer.js';
import { invokeFilled } from './fill-call.js';
import { isInvokable } from './invokable-tool.js';
import { withAbortCheck } from './with-abort-check.js';

export type AgentTool = ClientTool | ServerTool | undefined;

/** How a call differs from what its caller says of it. */
export interface CallScope {
  /** In place of that of the node, where the call is a task of its own. */
  readonly configurable?: RunnableConfig['configurable'] | undefined;
  /** Gets the signal that the caller of the tool gave it. */
  onInvoke(callerSignal: AbortSignal | undefined): void;
  /** Whether that signal is the call's alone, and aborts with whatever ends the call. */
  isEnough?(callerSignal: AbortSignal): boolean;
}

/**
 * The tool, but its signal aborts when that of the call does, too; and it is not run when its signal is aborted by then,
 * for LangChain's tools would never settle.
 *
 * @param context - Its signal is read where it is needed only: one costs about what the rest of a call does.
 */
export function withSignal(
  tool: AgentTool,
  context: { readonly signal: AbortSignal },
  { configurable, onInvoke, isEnough }: CallScope,
): AgentTool {
  if (!isInvokable(tool)) return tool;
  const invoke = async (input: unknown, config?: RunnableConfig) => {
    const given = config?.signal;
    onInvoke(given);
    const linked =
      given && isEnough?.(given) ? { signal: given, unlink: () => undefined } : linkSignals(context.signal, given);
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
function linkSignals(
  own: AbortSignal,
  given: AbortSignal | undefined,
): { readonly signal: AbortSignal; unlink(): void } {
  const signals = given === undefined ? [own] : [own, given];
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
