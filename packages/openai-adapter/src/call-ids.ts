import type { ChatMessage } from './chat-types.js';

/** Takes an id for a call: the one it came with, or where that is blank or taken, a new one. */
export type TakeCallId = (outerId: string) => string;

/**
 * Keeps the ids of a transcript's tool calls apart, also between turns: some servers count from zero in each.
 *
 * @param messages - The transcript so far; its calls' ids are taken.
 */
export function createCallIds(messages: readonly ChatMessage[]): TakeCallId {
  return createTakenIds(messages.flatMap(idsOf));
}

/** As `createCallIds`, for ids that are known. */
export function createTakenIds(ids: readonly string[]): TakeCallId {
  const taken = new Set(ids);
  let minted = 0;
  return (outerId) => {
    let id = outerId;
    while (id === '' || taken.has(id)) id = `call_${++minted}`;
    taken.add(id);
    return id;
  };
}

function idsOf(message: ChatMessage): string[] {
  return message.role === 'assistant' ? (message.tool_calls ?? []).map(({ id }) => id) : [];
}
