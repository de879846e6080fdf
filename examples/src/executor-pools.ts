import { setTimeout as sleep } from 'node:timers/promises';
import { createExecutor, defineTool } from '@parallel-tools/executor';
import { z } from 'zod';

/** Stands for a connection to a database: one query at a time. */
class Connection {
  static openCount = 0;
  readonly id = ++Connection.openCount;
  query = (sql: string) => sleep(5, `${sql}: 3 rows`);
}

const query = defineTool({
  name: 'query',
  input: z.object({ sql: z.string() }),
  uses: ['db'],
  execute: ({ sql }, { resources }) => (resources.db as Connection).query(sql),
});

const closed: number[] = [];
const executor = createExecutor({
  tools: [query],
  pools: {
    db: {
      max: 2,
      create: () => new Connection(),
      destroy: ({ id }: Connection) => closed.push(id),
    },
  },
});

const calls = ['users', 'orders', 'bills', 'logs'].map((sql) => ({ id: sql, name: 'query', args: { sql } }));
const { results, record } = await executor.execute(calls);
console.log(results.map((result) => (result.status === 'ok' ? result.output : result.status)));
console.log('at most', record.totals.maxInFlight, 'at once, connections opened:', Connection.openCount);
await executor.close();
console.log('closed:', closed.length);
