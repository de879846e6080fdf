import { createExecutor, defineTool, type Executor, type ExecutorOptions } from '@parallel-tools/executor';
import { expect } from 'vitest';
import { z } from 'zod';
import type { ChatEvent, ChatMessage, ChatResult, ChatRun } from '../src/index.js';
import { checkTranscript } from './check-transcript.js';

export const QUESTION: ChatMessage[] = [{ role: 'user', content: 'go' }];

/** An executor with three tools, and the calls that were really executed. */
export function testExecutor(options: Partial<ExecutorOptions> = {}): Executor & { readonly executed: unknown[] } {
  const executed: unknown[] = [];
  const work = defineTool({
    name: 'work',
    description: 'Works.',
    input: z.object({ n: z.number() }),
    execute: ({ n }) => {
      executed.push({ n });
      return `worked ${n}`;
    },
  });
  const ping = defineTool({
    name: 'ping',
    execute: (args) => {
      executed.push(args);
      return 'pong';
    },
  });
  const boom = defineTool({
    name: 'boom',
    execute: () => {
      throw new Error('it broke');
    },
  });
  return { ...createExecutor({ tools: [work, ping, boom], ...options }), executed };
}

/** The run's result, after a check that its transcript can be sent again. */
export async function resultOf(run: ChatRun): Promise<ChatResult> {
  const result = await run.result;
  checkTranscript(result.messages);
  expect(run.messages).toEqual(result.messages);
  return result;
}

export async function eventsOf(run: ChatRun): Promise<ChatEvent[]> {
  const events: ChatEvent[] = [];
  for await (const event of run) events.push(event);
  return events;
}

/** Contents of the tool messages, JSON read where it is an error. */
export function answersOf(messages: readonly ChatMessage[]): unknown[] {
  return messages
    .filter((message) => message.role === 'tool')
    .map(({ content }) => {
      const text = String(content);
      return text.startsWith('{"error"') ? JSON.parse(text).error : text;
    });
}
