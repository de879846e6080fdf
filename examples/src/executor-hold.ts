import { createExecutor, defineTool } from '@parallel-tools/executor';
import { z } from 'zod';

const account = [{ key: 'account', access: 'write' }] as const;
const pay = defineTool({
  name: 'pay',
  input: z.object({ amount: z.number() }),
  resources: account,
  execute: ({ amount }) => `paid ${amount}`,
});
const balance = defineTool({ name: 'balance', resources: account, execute: () => 'balance read' });

const executor = createExecutor({ tools: [pay, balance] });
executor.subscribe((event) => {
  if (event.type === 'call-end') console.log(event.callId, event.result.status);
});

const batch = executor.open();
const small = batch.add({ id: 'small', name: 'pay', args: { amount: 5 } }, { hold: true });
const large = batch.add({ id: 'large', name: 'pay', args: { amount: 5_000 } }, { hold: true });
batch.add({ id: 'after', name: 'balance', args: {} }); // it touches the same account: waits for both
batch.seal();

// Somebody looks at what is held.
large.discard();
small.release();

const { results, success } = await batch.result;
console.log(
  results.map((result) => (result.status === 'ok' ? result.output : result.status)),
  { success },
);
await executor.close();
