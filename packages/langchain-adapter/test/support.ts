import { AIMessage, type BaseMessage, type ToolMessage } from '@langchain/core/messages';
import type { ToolCall } from '@langchain/core/messages/tool';
import { tool } from '@langchain/core/tools';
import { END, type MemorySaver, MessagesAnnotation, START, StateGraph } from '@langchain/langgraph';
import type { ToolNode } from '@langchain/langgraph/prebuilt';
import type { BatchRecord, BatchRecorder } from '@parallel-tools/executor';
import { z } from 'zod';
import { toolsCondition } from '../src/index.js';

/** Calls of one tool, ids `c1`, `c2`, … */
export function callsOf(name: string, count: number): ToolCall[] {
  return Array.from({ length: count }, (_, index) => ({ name, args: { n: index + 1 }, id: `c${index + 1}` }));
}

export function asking(...calls: ToolCall[]): AIMessage {
  return new AIMessage({ content: '', tool_calls: calls });
}

/** Runs a node once on a message with these calls. */
export async function runNode(
  node: ToolNode,
  calls: ToolCall[],
  config?: Parameters<ToolNode['invoke']>[1],
): Promise<ToolMessage[]> {
  const { messages } = await node.invoke({ messages: [asking(...calls)] }, config);
  return messages;
}

export function graphWith(node: ToolNode) {
  return new StateGraph(MessagesAnnotation).addNode('tools', node).addEdge(START, 'tools');
}

/** The loop of model and tools, as a graph of one's own has it. */
export function loopOf(
  ask: (messages: BaseMessage[]) => Promise<BaseMessage>,
  node: ToolNode,
  options: { readonly checkpointer?: MemorySaver } = {},
) {
  return new StateGraph(MessagesAnnotation)
    .addNode('model', async ({ messages }) => ({ messages: [await ask(messages)] }))
    .addNode('tools', node)
    .addEdge(START, 'model')
    .addConditionalEdges('model', toolsCondition, ['tools', END])
    .addEdge('tools', 'model')
    .compile(options);
}

/** Gives back its argument `n`. */
export const echo = tool(async ({ n }: { n: number }) => `echo ${n}`, {
  name: 'echo',
  description: 'echoes',
  schema: z.object({ n: z.number() }),
});

export const boom = tool(
  async (): Promise<string> => {
    throw new TypeError('no good');
  },
  { name: 'boom', description: 'fails', schema: z.object({}) },
);

/** A LangChain tool whose runs end when the test opens them; runs are counted from 0. */
export function gatedTool(name: string) {
  const gates: PromiseWithResolvers<string>[] = [];
  const signals: (AbortSignal | undefined)[] = [];
  let inFlight = 0;
  let maxInFlight = 0;
  const gated = tool(
    async (_args, config) => {
      const gate = Promise.withResolvers<string>();
      gates.push(gate);
      signals.push(config.signal);
      inFlight += 1;
      maxInFlight = Math.max(maxInFlight, inFlight);
      try {
        return await gate.promise;
      } finally {
        inFlight -= 1;
      }
    },
    { name, description: 'waits', schema: z.object({ n: z.number().optional() }) },
  );
  return {
    tool: gated,
    signals,
    get startCount() {
      return gates.length;
    },
    get maxInFlight() {
      return maxInFlight;
    },
    open(run: number, output = `${name} ${run}`) {
      gates[run]!.resolve(output);
    },
    /** Opens what has started, until nothing new starts. */
    async openAll() {
      let opened = 0;
      while (opened < gates.length) {
        for (; opened < gates.length; opened += 1) this.open(opened);
        await turns(20);
      }
    },
  };
}

/** Waits that many turns of the event loop. */
export async function turns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

/** Waits, turn by turn, until it holds. */
export async function until(holds: () => boolean): Promise<void> {
  for (let turn = 0; turn < 10_000; turn += 1) {
    if (holds()) return;
    await turns(1);
  }
  throw new Error(`still not so after 10,000 turns of the event loop: ${holds}`);
}

/** Collects the warnings of this process while `run` runs. */
export async function warningsDuring(run: () => Promise<unknown>): Promise<string[]> {
  const warnings: string[] = [];
  const note = (warning: Error) => warnings.push(warning.name);
  process.on('warning', note);
  try {
    await run();
    await turns(5);
  } finally {
    process.off('warning', note);
  }
  return warnings;
}

/** Under any option calls run in the executor; without, they go past it. */
export const IN_EXECUTOR = { timeoutMs: 60_000 } as const;

export function memoryRecorder(): BatchRecorder & { readonly records: BatchRecord[] } {
  const records: BatchRecord[] = [];
  return {
    records,
    record: (record) => {
      records.push(record);
    },
    flush: async () => {},
  };
}

export function toolMessages(messages: readonly BaseMessage[]): ToolMessage[] {
  return messages.filter((message): message is ToolMessage => message.getType() === 'tool');
}

export async function collect<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const collected: Item[] = [];
  for await (const item of items) collected.push(item);
  return collected;
}
