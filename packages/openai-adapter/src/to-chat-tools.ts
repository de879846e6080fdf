import { type Executor, inputJsonSchema } from '@parallel-tools/executor';
import type OpenAI from 'openai';

/**
 * The executor's tools as Chat Completions takes them.
 *
 * @throws {ExecutorError} `INVALID_OPTION` for a tool whose schema library gives no JSON Schema.
 */
export function toChatTools(executor: Executor): OpenAI.ChatCompletionFunctionTool[] {
  return executor.tools.map((tool) => ({
    type: 'function',
    function: {
      name: tool.name,
      ...(tool.description === undefined ? {} : { description: tool.description }),
      parameters: { ...inputJsonSchema(tool) },
    },
  }));
}
