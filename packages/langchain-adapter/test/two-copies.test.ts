import { createRequire } from 'node:module';
import { AIMessageChunk, HumanMessage } from '@langchain/core/messages';
import { createAgent } from 'langchain';
import { expect, it } from 'vitest';
import { ToolNode } from '../src/index.js';
import { toolExecutorMiddleware } from '../src/middleware.js';
import { callSteps, startStreamServer } from './stream-server.js';
import { gatedTool, loopOf, toolMessages, until } from './support.js';

/** Of a model's package that brought a LangChain core of its own. */
const requireOther = createRequire(new URL('./lowest-peers/package.json', import.meta.url));
const options = { toolOptions: { look: { effects: 'read' } } } as const;
const messages = [new HumanMessage('go')];

it.each(['createAgent', 'StateGraph'])(
  'starts calls early with a model of another copy of the core: %s',
  async (door) => {
    expect(requireOther('@langchain/core/messages').AIMessageChunk).not.toBe(AIMessageChunk);
    const server = await startStreamServer();
    const model = server.model('chat', requireOther('@langchain/openai').ChatOpenAI);
    const look = gatedTool('look');
    const rest = Promise.withResolvers<void>();
    server.script({ steps: [...callSteps(0, 'a', 'look'), ...callSteps(1, 'b', 'look'), rest.promise] });

    const agentOf = () =>
      createAgent({
        model,
        tools: [look.tool],
        middleware: [toolExecutorMiddleware({ ...options, eager: 'read-only' })],
      });
    const graphOf = () => {
      const node = new ToolNode([look.tool], options);
      const watched = node.eagerModel(model.bindTools([look.tool]));
      return loopOf((asked) => watched.invoke(asked), node);
    };
    const run = (door === 'createAgent' ? agentOf() : graphOf()).invoke({ messages });
    await until(() => look.startCount === 1);
    rest.resolve();
    await until(() => look.startCount === 2);
    await look.openAll();
    expect(toolMessages((await run).messages).map(({ content }) => content)).toEqual(['look 0', 'look 1']);
    await server.close();
  },
);
