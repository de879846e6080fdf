import { REFERENCE_HINT } from '@parallel-tools/executor';
import type { ChatMessage } from './chat-types.js';

/** The messages with the hint after those that instruct the model. */
export function withReferenceHint(messages: readonly ChatMessage[]): ChatMessage[] {
  const found = messages.findIndex(({ role }) => role !== 'system' && role !== 'developer');
  const position = found === -1 ? messages.length : found;
  const role = messages.some((message) => message.role === 'developer') ? 'developer' : 'system';
  return [...messages.slice(0, position), { role, content: REFERENCE_HINT }, ...messages.slice(position)];
}
