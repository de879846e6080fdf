import { parseArgs } from 'node:util';
import { openMetrics } from '../queries/index.js';
import { type Location, locate } from '../store/location.js';
import { openStoreForWriting } from '../store/open-store.js';
import { prune } from './prune.js';
import { statsTable } from './stats-table.js';

const USAGE = `parallel-tools <command> [--url file:./parallel-tools.db | postgresql://…]

  migrate              creates the database, or brings its tables up to date
  stats [--days 7]     the tools of these days: calls, failures, run times
  prune --days <n>     deletes batches older than so many days

--url is otherwise the environment's DATABASE_URL, or file:./parallel-tools.db.`;

const DAY_MS = 86_400_000;

/** The command line. @returns The exit code: 2 for a wrong command or flag, 1 for a failure. */
export async function main(args: readonly string[]): Promise<number> {
  let command: Command;
  try {
    command = parse(args);
  } catch (error) {
    console.error(`${(error as Error).message}\n\n${USAGE}`);
    return 2;
  }
  try {
    process.stdout.write(`${await run(command)}\n`);
    return 0;
  } catch (error) {
    console.error((error as Error).message);
    return 1;
  }
}

interface Command {
  readonly name: 'help' | 'migrate' | 'stats' | 'prune';
  readonly url: string;
  readonly location: Location;
  readonly days: number;
}

function parse(args: readonly string[]): Command {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { url: { type: 'string' }, days: { type: 'string' }, help: { type: 'boolean' } },
  });
  const [given = 'help', ...rest] = positionals;
  const name = values.help ? 'help' : given;
  if (!isCommandName(name)) throw new Error(`There is no command ${name}`);
  if (rest.length > 0) throw new Error(`${name} takes no ${rest[0]}`);
  if (name === 'prune' && values.days === undefined) throw new Error('prune needs --days');
  const days = Number(values.days ?? 7);
  if (!Number.isFinite(days) || days <= 0) throw new Error(`--days must be a positive number, got ${values.days}`);
  const url = values.url ?? (process.env.DATABASE_URL || 'file:./parallel-tools.db');
  return { name, url, location: locate(url), days };
}

function isCommandName(name: string): name is Command['name'] {
  return ['help', 'migrate', 'stats', 'prune'].includes(name);
}

async function run({ name, url, location, days }: Command): Promise<string> {
  const nowMs = Date.now();
  const sinceMs = Math.max(0, Math.floor(nowMs - days * DAY_MS));
  switch (name) {
    case 'help':
      return USAGE;
    case 'migrate':
      await (await openStoreForWriting(location, nowMs)).close();
      return `${location.shown} is up to date`;
    case 'stats':
      return stats(url, { fromMs: sinceMs, toMs: nowMs + 1 });
    case 'prune':
      return pruned(url, location, sinceMs);
    default:
      return name satisfies never;
  }
}

async function stats(url: string, range: { readonly fromMs: number; readonly toMs: number }): Promise<string> {
  const metrics = openMetrics({ url });
  try {
    const [overview, { rows, totalCount }] = await Promise.all([
      metrics.getOverview(range),
      metrics.getToolLatencies(range, 50),
    ]);
    return statsTable(overview, rows, totalCount);
  } finally {
    await metrics.close();
  }
}

async function pruned(url: string, location: Location, beforeMs: number): Promise<string> {
  // A reader refuses what is not there, where a writer would create it.
  const metrics = openMetrics({ url });
  await metrics.getStatus().finally(() => metrics.close());
  const store = await openStoreForWriting(location, Date.now());
  try {
    return `deleted ${await prune(store, beforeMs)} batches from before ${new Date(beforeMs).toISOString()}`;
  } finally {
    await store.close();
  }
}
