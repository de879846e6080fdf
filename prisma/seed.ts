// Fills a database with a realistic, reproducible history.
//   node dist/seed.js --database-url file:./parallel-tools.db [--batches 300 | --calls <n>] [--hours 24] [--end <ISO>] [--seed 1]
// The same seed, size and end give the same batches. Prints what it wrote; exit code 2 for a wrong flag, 1 for a failure.
import { parseArgs } from 'node:util';
import { type SeedOptions, seedHistory } from './seed-history.js';

process.exitCode = await main();

async function main(): Promise<number> {
  let options: SeedOptions;
  try {
    options = readFlags();
  } catch (error) {
    console.error((error as Error).message);
    return 2;
  }
  try {
    const { databasePath, batchCount, callCount } = await seedHistory(options);
    console.log(`${batchCount} batches with ${callCount} calls are in ${databasePath}`);
    return 0;
  } catch (error) {
    console.error((error as Error).message);
    return error instanceof TypeError ? 2 : 1;
  }
}

function readFlags(): SeedOptions {
  const { values } = parseArgs({
    options: {
      'database-url': { type: 'string' },
      batches: { type: 'string' },
      calls: { type: 'string' },
      hours: { type: 'string' },
      end: { type: 'string' },
      seed: { type: 'string' },
    },
  });
  if (values['database-url'] === undefined)
    throw new Error('--database-url is missing, such as file:./parallel-tools.db');
  const endMs = values.end === undefined ? undefined : Date.parse(values.end);
  if (Number.isNaN(endMs)) throw new Error(`--end must be a time such as 2026-01-31T12:00:00Z, got ${values.end}`);
  return {
    databaseUrl: values['database-url'],
    ...(values.batches !== undefined && { batches: Number(values.batches) }),
    ...(values.calls !== undefined && { calls: Number(values.calls) }),
    ...(values.hours !== undefined && { hours: Number(values.hours) }),
    ...(endMs !== undefined && { endMs }),
    ...(values.seed !== undefined && { seed: Number(values.seed) }),
  };
}
