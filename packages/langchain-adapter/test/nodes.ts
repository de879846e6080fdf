import * as upstream from '@langchain/langgraph/prebuilt';
import { createExecutor } from '@parallel-tools/executor';
import * as ours from '../src/index.js';

export type Tools = ConstructorParameters<typeof upstream.ToolNode>[0];
type Options = ConstructorParameters<typeof upstream.ToolNode>[1];
export type NodeOf = (tools: Tools, options?: Options) => upstream.ToolNode;

/** LangGraph's own node and ours, of which the same is expected. */
export const NODES: [name: string, nodeOf: NodeOf][] = [
  ["LangGraph's ToolNode", (tools, options) => new upstream.ToolNode(tools, options)],
  ['ToolNode without options', (tools, options) => new ours.ToolNode(tools, options)],
  ['ToolNode, maxConcurrency 1', (tools, options) => new ours.ToolNode(tools, { ...options, maxConcurrency: 1 })],
  ['ToolNode, maxConcurrency 2', (tools, options) => new ours.ToolNode(tools, { ...options, maxConcurrency: 2 })],
  [
    'ToolNode, all options',
    (tools, options) =>
      new ours.ToolNode(tools, {
        ...options,
        executor: createExecutor({ tools: [] }),
        maxConcurrency: Number.POSITIVE_INFINITY,
        timeoutMs: 60_000,
        references: true,
        durable: true,
        retry: { maxRetries: 1 },
      }),
  ],
];
