import type { Executor } from '@parallel-tools/executor';
import type { ChatTool } from './chat-types.js';
import { type OfferedTool, type OfferOptions, offerTools } from './tools-of-body.js';

/**
 * The executor's tools as Chat Completions takes them.
 *
 * @throws {ExecutorError} `INVALID_OPTION` for a tool whose schema library gives no JSON Schema, or that cannot be strict.
 */
export function toChatTools(executor: Executor, options: OfferOptions = {}): ChatTool[] {
  return offerTools(executor, options).map(chatToolOf);
}

export function chatToolOf({ name, description, parameters, strict }: OfferedTool): ChatTool {
  const described = description === undefined ? {} : { description };
  return { type: 'function', function: { name, ...described, parameters, ...(strict ? { strict } : {}) } };
}
