import { parseArgs } from 'node:util';
import { openMetrics } from '../queries/index.js';
import { type Location, locate } from '../store/location.js';
import { openStoreForWriting } from '../store/open-store.js';
import { prune, type Retention } from '../store/prune.js';
import { copied } from './copied.js';
import { doctor, shownChecks } from './doctor.js';
import { EXPORT_FORMATS, type ExportFormat, exportBatches } from './export.js';
import { statsTable } from './stats-table.js';

const USAGE = `parallel-tools <command> [--url file:./parallel-tools.db | postgresql://…]

  migrate              creates the database, or brings its tables up to date
  stats [--days 7]     the tools of these days: calls, failures, run times
  prune --days <n>     deletes batches, values of metrics and recorders older than so many days
        [--minute-days <n>] [--hour-days <n>] [--day-days <n>]
                       and rollups by minute, by hour, by day, and with those sessions
  export --format csv|json|otlp [--days 7]
                       the batches of these days on stdout: a line per call, an array of records, or spans
  copy --to <url>      copies batches and values of metrics to another database, of either kind
  doctor               whether the database can be used and is complete, and what to do if not

--url is otherwise the environment's DATABASE_URL, or file:./parallel-tools.db.`;

/** Few enough to hold the lock only for moments. */
const ROLLED_UP_AT_ONCE = 200;

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
    return await run(command);
  } catch (error) {
    console.error((error as Error).message);
    return 1;
  }
}

const COMMANDS = ['help', 'migrate', 'stats', 'prune', 'export', 'doctor', 'copy'] as const;

interface Command {
  readonly name: (typeof COMMANDS)[number];
  readonly url: string;
  readonly location: Location;
  readonly days: number;
  /** Of `copy`. */
  readonly to: Location | null;
  readonly retention: Retention;
  readonly format: ExportFormat;
}

function parse(args: readonly string[]): Command {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      url: { type: 'string' },
      to: { type: 'string' },
      days: { type: 'string' },
      'minute-days': { type: 'string' },
      'hour-days': { type: 'string' },
      'day-days': { type: 'string' },
      format: { type: 'string' },
      help: { type: 'boolean' },
    },
  });
  const [given = 'help', ...rest] = positionals;
  const name = values.help ? 'help' : given;
  if (!isCommandName(name)) throw new Error(`There is no command ${name}`);
  if (rest.length > 0) throw new Error(`${name} takes no ${rest[0]}`);
  for (const [flag, value] of Object.entries(values)) {
    if (!flag.endsWith('days') || value === undefined) continue;
    if (!Number.isFinite(Number(value)) || Number(value) <= 0) {
      throw new Error(`--${flag} must be a positive number, got ${value}`);
    }
  }
  const url = values.url ?? (process.env.DATABASE_URL || 'file:./parallel-tools.db');
  if (name === 'prune' && !Object.keys(values).some((flag) => flag.endsWith('days')))
    throw new Error('prune needs --days');
  if (name === 'copy' && values.to === undefined) throw new Error('copy needs --to');
  const format = EXPORT_FORMATS.find((known) => known === values.format);
  if (name === 'export' && format === undefined) throw new Error(`export needs --format ${EXPORT_FORMATS.join(', ')}`);
  const days = Number(values.days ?? 7);
  const ageOf = (flag: 'days' | 'minute-days' | 'hour-days' | 'day-days') => Number(values[flag]) * DAY_MS;
  const retention: Retention = {
    ...(values.days !== undefined && { batches: ageOf('days'), metrics: ageOf('days'), recorders: ageOf('days') }),
    ...(values['minute-days'] !== undefined && { minutes: ageOf('minute-days') }),
    ...(values['hour-days'] !== undefined && { hours: ageOf('hour-days') }),
    ...(values['day-days'] !== undefined && { days: ageOf('day-days'), sessions: ageOf('day-days') }),
  };
  const to = values.to === undefined ? null : locate(values.to);
  return { name, url, location: locate(url), to, days, retention, format: format ?? 'csv' };
}

function isCommandName(name: string): name is Command['name'] {
  return COMMANDS.some((known) => known === name);
}

/** @returns The exit code. */
async function run({ name, url, location, to, days, retention, format }: Command): Promise<number> {
  const nowMs = Date.now();
  const range = { fromMs: Math.max(0, Math.floor(nowMs - days * DAY_MS)), toMs: nowMs + 1 };
  switch (name) {
    case 'help':
      return print(USAGE);
    case 'migrate':
      return print(await migrated(location, nowMs));
    case 'stats':
      return print(await stats(url, range));
    case 'prune':
      return print(await pruned(url, location, retention, nowMs));
    case 'export':
      await exportBatches(location, range, format, process.stdout);
      return 0;
    case 'copy':
      return print(await copied(location, to ?? location, nowMs));
    case 'doctor':
      return diagnosed(location);
    default:
      return name satisfies never;
  }
}

function print(text: string): number {
  process.stdout.write(`${text}\n`);
  return 0;
}

/** @returns 1 when something should be done. */
async function diagnosed(location: Location): Promise<number> {
  const checks = await doctor(location);
  print(shownChecks(checks));
  return checks.every(({ state }) => state === 'ok') ? 0 : 1;
}

/** Also adds what was recorded before there were rollups to them. */
async function migrated(location: Location, nowMs: number): Promise<string> {
  const store = await openStoreForWriting(location, nowMs);
  try {
    while ((await store.rollUp(ROLLED_UP_AT_ONCE)) > 0);
    return `${location.shown} is up to date`;
  } finally {
    await store.close();
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

async function pruned(url: string, location: Location, retention: Retention, nowMs: number): Promise<string> {
  // A reader refuses what is not there, where a writer would create it.
  const metrics = openMetrics({ url });
  await metrics.getStatus().finally(() => metrics.close());
  const store = await openStoreForWriting(location, nowMs);
  try {
    const deleted = Object.entries(await prune(store, retention, nowMs));
    return `deleted ${deleted
      .filter(([aging]) => aging in retention)
      .map(([aging, count]) => `${count} ${aging}`)
      .join(', ')}`;
  } finally {
    await store.close();
  }
}
