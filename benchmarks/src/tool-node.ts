import { AIMessage } from '@langchain/core/messages';
import { tool } from '@langchain/core/tools';
import { MessagesAnnotation, START, StateGraph } from '@langchain/langgraph';
import { ToolNode } from '@langchain/langgraph/prebuilt';
import { z } from 'zod';
import type { Subject } from './compare.ts';
import { executorSubject } from './executor-subject.ts';

const input = z.object({ query: z.string() });
/** Answers at once. */
export const search = tool(async () => 'nothing', { name: 'search', description: 'Finds nothing', schema: input });

/**
 * A turn of calls whose arguments are checked against one zod schema, in LangGraph.
 *
 * @param node - One in the place of its own.
 */
export function toolNodeSubject(callsPerRun: number, node = new ToolNode([search])): Subject {
  const messages = [new AIMessage({ content: '', tool_calls: toolCalls(callsPerRun) })];
  return { name: 'ToolNode', callsPerRun, run: () => node.invoke({ messages }) };
}

/** The same turn in a graph of that node alone, which gives it a signal and takes its state over. */
export function graphSubject(callsPerRun: number, node = new ToolNode([search])): Subject {
  const graph = new StateGraph(MessagesAnnotation).addNode('tools', node).addEdge(START, 'tools').compile();
  const messages = [new AIMessage({ content: '', tool_calls: toolCalls(callsPerRun) })];
  return { name: 'ToolNode in a graph', callsPerRun, run: () => graph.invoke({ messages }) };
}

/** What of a turn of `ToolNode` the tool itself takes. */
export function toolInvokeSubject(callsPerRun: number): Subject {
  const calls = toolCalls(callsPerRun);
  const run = () => Promise.all(calls.map((call) => search.invoke(call)));
  return { name: 'tool.invoke', callsPerRun, run };
}

/** The same turn in the executor. */
export function validatingSubject(callsPerRun: number): Subject {
  return executorSubject(callsPerRun, {
    tool: { name: 'search', input, execute: async () => 'nothing' },
    calls: toolCalls(callsPerRun),
  });
}

/** Calls of `search`. */
export function toolCalls(count: number) {
  return Array.from({ length: count }, (_, index) => ({
    type: 'tool_call' as const,
    id: `call_${index}`,
    name: 'search',
    args: { query: `tea ${index}` },
  }));
}
