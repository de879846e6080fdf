// Measures, in a fresh process, what a node holds per call of 1,000 in flight. Started by langchain.ts:
// `measure-langchain-memory.ts upstream|plain|limited`; the bytes go back as a message.
import { AIMessage } from '@langchain/core/messages';
import { tool } from '@langchain/core/tools';
import { ToolNode as UpstreamToolNode } from '@langchain/langgraph/prebuilt';
import { ToolNode } from '@parallel-tools/langchain';
import { z } from 'zod';
import { heapBytes } from './heap-bytes.ts';

const IN_FLIGHT = 1000;

const never = new Promise<never>(() => undefined);
const schema = z.object({});
const options = { description: '', schema };
const hang = tool(() => never, { name: 'hang', ...options });
const noop = tool(async () => 'nothing', { name: 'noop', ...options });
const tools = [hang, noop];
const nodes = {
  upstream: () => new UpstreamToolNode(tools),
  plain: () => new ToolNode(tools),
  limited: () => new ToolNode(tools, { maxConcurrency: IN_FLIGHT, timeoutMs: 60_000 }),
};
const node = nodes[process.argv[2] as keyof typeof nodes]();

const asking = (name: string) => {
  const tool_calls = Array.from({ length: IN_FLIGHT }, (_, index) => ({ id: `c${index}`, name, args: {} }));
  return { messages: [new AIMessage({ content: '', tool_calls })] };
};

await node.invoke(asking('noop'));
const input = asking('hang');
const before = await heapBytes();
const held = [node.invoke(input)];
const after = await heapBytes();
if (held.pop() === undefined) throw new Error('nothing was held');
process.send?.((after - before) / IN_FLIGHT);
// What hangs would keep the process.
process.exit();
