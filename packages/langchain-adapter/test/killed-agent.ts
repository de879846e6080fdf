// An agent with a durable batch of three calls, whose checkpoints are a file. Says what its tools do, how many answers the
// file holds, and in the end what all calls were answered. In its first run the last call never ends: it waits to be killed.
//   node test/killed-agent.ts <file> <first | again> <node | middleware>
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { deserialize, serialize } from 'node:v8';
import { AIMessage, HumanMessage } from '@langchain/core/messages';
import { tool } from '@langchain/core/tools';
import { MemorySaver, MessagesAnnotation, START, StateGraph } from '@langchain/langgraph';
import { createAgent, fakeModel } from 'langchain';
import { z } from 'zod';

const [file = '', run = 'first', door = 'node'] = process.argv.slice(2);
// What was built: this runs outside of the test runner.
const built = (name: string) => import(new URL(`../dist/${name}.js`, import.meta.url).href);
const { ToolNode } = await built('index');
const { toolExecutorMiddleware } = await built('middleware');

class FileSaver extends MemorySaver {
  constructor() {
    super();
    if (existsSync(file)) Object.assign(this, deserialize(readFileSync(file)));
  }

  override async put(...args: Parameters<MemorySaver['put']>) {
    const config = await super.put(...args);
    this.#save();
    return config;
  }

  override async putWrites(...args: Parameters<MemorySaver['putWrites']>) {
    await super.putWrites(...args);
    this.#save();
    if (args[1].some(([channel]) => channel === '__return__')) console.log('kept');
  }

  #save() {
    const { storage, writes } = this;
    writeFileSync(`${file}.new`, serialize({ storage, writes }));
    renameSync(`${file}.new`, file);
  }
}

const schema = z.object({ n: z.number() });
const effect = tool(
  ({ n }) => {
    console.log(`effect ${n}`);
    return `effect ${n}`;
  },
  { name: 'effect', description: 'd', schema },
);
const slow = tool(
  ({ n }) => {
    console.log(`slow ${n}`);
    return run === 'first' ? Promise.withResolvers<string>().promise : `slow ${n}`;
  },
  { name: 'slow', description: 'd', schema },
);

const tool_calls = [
  { name: 'effect', args: { n: 1 }, id: 'a' },
  { name: 'slow', args: { n: 2 }, id: 'b' },
  { name: 'effect', args: { n: 3 }, id: 'c' },
];
const tools = [effect, slow];
const checkpointer = new FileSaver();
const model = fakeModel();
if (run === 'first') model.respondWithTools(tool_calls);
model.respond(new AIMessage('done'));

const graph =
  door === 'middleware'
    ? createAgent({
        model,
        tools,
        middleware: [toolExecutorMiddleware({ durable: true, batch: true })],
        checkpointer,
      }).graph
    : new StateGraph(MessagesAnnotation)
        .addNode('model', () => ({ messages: [new AIMessage({ content: '', tool_calls })] }))
        .addNode('tools', new ToolNode(tools, { durable: true }))
        .addEdge(START, 'model')
        .addEdge('model', 'tools')
        .compile({ checkpointer });

// Nothing else keeps the process alive while it waits to be killed.
const waiting = setInterval(() => undefined, 1_000);
const input = run === 'first' ? { messages: [new HumanMessage('go')] } : null;
const { messages } = await graph.invoke(input as never, { configurable: { thread_id: 't' } });
for (const message of messages) if (message.getType() === 'tool') console.log(`answer ${message.text}`);
clearInterval(waiting);
