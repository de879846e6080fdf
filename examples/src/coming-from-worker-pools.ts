import { createExecutor, defineTool } from '@parallel-tools/executor';

let isDown = true;
const deploy = (name: string, dependsOn: string[] = []) =>
  defineTool({
    name,
    dependsOn, // edges of the graph; a circle throws here, before anything runs
    execute: () => {
      if (name === 'api' && isDown) throw new Error('no route');
      return `${name} is up`;
    },
  });

const executor = createExecutor({
  tools: [deploy('web', ['api', 'cdn']), deploy('api', ['database']), deploy('database'), deploy('cdn')],
  maxConcurrency: 4, // workers
  onError: 'fail-fast',
});
const calls = ['web', 'api', 'database', 'cdn'].map((name) => ({ id: name, name, args: {} }));

// The order is found, not given: each call starts when its own predecessors have ended.
console.log(executor.plan(calls).levels);

const failed = await executor.execute(calls);
for (const result of failed.results) console.log(result.callId, result.status);

isDown = false;
const { results } = await executor.retryFailed(failed); // what was ok is not run again
for (const result of results) console.log(result.callId, result.status);
await executor.close();
