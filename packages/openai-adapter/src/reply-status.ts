import type { ChatStatus } from './chat-types.js';
import type { Reply } from './read-reply.js';

/**
 * How a run ends with this reply; null when its calls are to be executed. Only a reply that is known to be whole has its
 * calls executed: `stop` is what Ollama says for one with calls, and OpenAI where a tool was forced.
 */
export function replyStatus({ finishReason, calls, refusal }: Reply): ChatStatus | null {
  if (finishReason === 'length' || finishReason === 'content_filter') return finishReason;
  if (finishReason !== 'stop' && finishReason !== 'tool_calls') return 'incomplete';
  if (refusal !== '') return 'refusal';
  return calls.length === 0 ? 'completed' : null;
}
