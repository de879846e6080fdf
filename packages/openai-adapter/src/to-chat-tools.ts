import { type Executor, inputJsonSchema } from '@parallel-tools/executor';
import type { ChatTool } from './chat-types.js';

/**
 * The executor's tools as Chat Completions takes them.
 *
 * @throws {ExecutorError} `INVALID_OPTION` for a tool whose schema library gives no JSON Schema.
 */
export function toChatTools(executor: Executor): ChatTool[] {
  return executor.tools.map((tool) => {
    // Some servers refuse a schema that says which dialect it is.
    const { $schema: _, ...parameters } = inputJsonSchema(tool);
    const description = tool.description === undefined ? {} : { description: tool.description };
    return { type: 'function', function: { name: tool.name, ...description, parameters } };
  });
}
