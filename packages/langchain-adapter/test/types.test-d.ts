import { type BaseMessage, HumanMessage, type ToolMessage } from '@langchain/core/messages';
import { END, MessagesAnnotation, START, StateGraph } from '@langchain/langgraph';
import { createReactAgent, type ToolNode as UpstreamToolNode } from '@langchain/langgraph/prebuilt';
import { createExecutor } from '@parallel-tools/executor';
import { createAgent, fakeModel } from 'langchain';
import { expectTypeOf } from 'vitest';
import {
  patchToolCalls,
  ToolNode,
  type ToolNodeOptions,
  toolsCondition,
  withReferences,
  wrapTools,
} from '../src/index.js';
import { type ToolExecutorMiddlewareOptions, toolExecutorMiddleware } from '../src/middleware.js';
import { boom, echo } from './support.js';

// A node stands wherever upstream's may.
expectTypeOf(new ToolNode([echo])).toExtend<UpstreamToolNode>();
createReactAgent({ llm: fakeModel(), tools: new ToolNode([echo]) });
new StateGraph(MessagesAnnotation)
  .addNode('model', ({ messages }) => ({ messages }))
  .addNode('tools', new ToolNode([echo]))
  .addEdge(START, 'model')
  .addConditionalEdges('model', toolsCondition, ['tools', END])
  .addEdge('tools', 'model');
new ToolNode<{ messages: ToolMessage[] }>([echo]).invoke({ messages: [] });
new ToolNode([echo], { name: 'tools', tags: ['t'], handleToolErrors: false });

// All options of ours, and no others.
const options = {
  executor: createExecutor({ tools: [] }),
  maxConcurrency: 2,
  timeoutMs: 1000,
  onError: 'fail-fast',
  retry: { maxRetries: 1 },
  toolOptions: {
    echo: {
      maxConcurrency: 1,
      timeoutMs: 10,
      effects: 'read',
      idempotent: true,
      retry: { maxRetries: 1 },
      cache: { ttlMs: 1 },
      circuitBreaker: {},
      rateLimit: { maxStarts: 1, intervalMs: 1 },
      hedge: {},
      adaptiveLimit: {},
      priority: 1,
      exclusive: true,
      dependsOn: ['boom'],
      resources: [{ key: 'file', access: 'write' }],
    },
  },
  labels: { sessionId: 's' },
  durable: true,
  references: { notations: ['rewoo'] },
} as const satisfies ToolNodeOptions & ToolExecutorMiddlewareOptions;
new ToolNode([echo, boom], options);
// @ts-expect-error: in LangGraph's words it would be `maxConcurrency`
new ToolNode([echo], { concurrency: 2 });
// @ts-expect-error: what a tool does is said by its own code
new ToolNode([echo], { toolOptions: { echo: { execute: () => 1 } } });

// The middleware keeps an agent's types.
const agent = createAgent({
  model: fakeModel(),
  tools: [echo],
  middleware: [toolExecutorMiddleware({ ...options, handleToolErrors: false })],
});
const result = await agent.invoke({ messages: [new HumanMessage('hi')] });
expectTypeOf(result.messages).toExtend<BaseMessage[]>();
// @ts-expect-error: agents have no such state
result.turns;

// In each place where LangGraph takes its own node, whatever the options.
const upstreamNode: UpstreamToolNode = new ToolNode([echo, boom], options);
createReactAgent({ llm: fakeModel(), tools: new ToolNode([echo, boom], options), version: 'v2', prompt: 'Be brief.' });
const graph = new StateGraph(MessagesAnnotation)
  .addNode('tools', upstreamNode, { retryPolicy: { maxAttempts: 2 } })
  .addNode({ more: new ToolNode([echo], options) })
  .addEdge(START, 'tools')
  .addEdge('tools', 'more')
  .compile();
expectTypeOf((await graph.invoke({ messages: [new HumanMessage('hi')] })).messages).toExtend<BaseMessage[]>();
new (class extends ToolNode {
  protected override runTool(...args: Parameters<UpstreamToolNode['runTool']>) {
    return super.runTool(...args);
  }
})([echo]);

// A model that may use references is the model it was, with all its methods.
const model = fakeModel();
expectTypeOf(withReferences(model)).toEqualTypeOf<typeof model>();
createReactAgent({ llm: withReferences(model), tools: new ToolNode([echo], { references: true }) });
await withReferences(model)
  .bindTools([echo])
  .invoke([new HumanMessage('hi')]);
expectTypeOf(patchToolCalls([new HumanMessage('hi')])).toEqualTypeOf<BaseMessage[]>();

// These need all calls of a message, which a tool is not told of.
// @ts-expect-error: no option of wrapTools
wrapTools([echo], { durable: true });
// @ts-expect-error: no option of wrapTools
wrapTools([echo], { references: true });
// @ts-expect-error: LangChain's tools do not run in threads
new ToolNode([echo], { toolOptions: { echo: { runIn: 'thread' } } });

// Wrapped tools have their types and stand wherever the tools may.
expectTypeOf(wrapTools([echo, boom])).toEqualTypeOf<[typeof echo, typeof boom]>();
createAgent({ model: fakeModel(), tools: wrapTools([echo], { timeoutMs: 1 }) });
createReactAgent({ llm: fakeModel(), tools: wrapTools([echo]) });
new ToolNode(wrapTools([echo]));
// @ts-expect-error: in LangGraph's words it would be `maxConcurrency`
wrapTools([echo], { concurrency: 2 });
