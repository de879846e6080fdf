// The command line: `parallel-tools-dashboard [flags]`. Exit codes: 2 for a mistake on it, 1 for a failure.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { MetricsReader } from '@parallel-tools/metrics/queries';
import { type DatabaseLocation, resolveDatabase } from '../src/data/database-url';
import { createDashboardReader } from './dashboard-reader';
import { describeDatabase, describeListenError } from './describe';
import { type Command, isLoopback, parseFlags, type ServeFlags, USAGE } from './flags';
import { loadApp } from './next-app';
import { openBrowser } from './open-browser';
import { createReplayThread } from './replay-thread';
import { type Served, serve } from './serve';

const MISTAKE = 2;
const FAILURE = 1;
const QUESTION_TIMEOUT_MS = 15_000;
const REPLAY_TIMEOUT_MS = 30_000;
const MAX_EVENT_STREAMS = 50;
const HERE = import.meta.dirname;

/** Runs the command line. Resolves with the exit code, when what it started has ended. */
export async function main(args: readonly string[]): Promise<number> {
  let command: Command;
  try {
    command = parseFlags(args, process.env);
  } catch (error) {
    return complain(error, MISTAKE);
  }
  if (command.name !== 'serve') return say(command.name === 'help' ? USAGE : packageVersion());

  // Package managers change into the package and leave the caller's folder here.
  const database = resolveDatabase(command.databaseUrl, process.env.INIT_CWD ?? process.cwd());
  let reader: MetricsReader;
  try {
    reader = createDashboardReader({
      databaseUrl: database.url,
      program: path.join(HERE, 'reader-main.js'),
      timeoutMs: QUESTION_TIMEOUT_MS,
    });
  } catch (error) {
    return complain(error, MISTAKE);
  }
  try {
    return await run(command, database, reader);
  } finally {
    await reader.close();
  }
}

async function run(flags: ServeFlags, database: DatabaseLocation, reader: MetricsReader): Promise<number> {
  process.env.DATABASE_URL = database.url;
  // Where src/data/reader.ts and src/data/replays.ts look for them.
  const replays = createReplayThread({ program: path.join(HERE, 'replay-main.js'), timeoutMs: REPLAY_TIMEOUT_MS });
  Object.assign(globalThis, { parallelToolsReader: reader, parallelToolsReplays: replays });
  const app = await loadApp(path.join(HERE, '../app'));
  let served: Served;
  try {
    served = await serve({ ...flags, handler: app.handler, maxEventStreams: MAX_EVENT_STREAMS });
  } catch (error) {
    return complain(describeListenError(error, flags), FAILURE);
  }
  const url = `http://${shownHost(flags.host)}:${served.port}`;
  const stopped = stopSignal();
  console.log(`Dashboard: ${url}${flags.token === null ? '' : ' (asks for the token)'}`);
  console.log(`Database:  ${await describeDatabase(database.shownPath, reader)}`);
  if (flags.open) openBrowser(flags.token === null ? url : `${url}/?token=${flags.token}`);
  await stopped;
  await Promise.all([served.close(), replays.close()]);
  await app.close();
  return 0;
}

/** Resolves with the first signal to end; with a second one, the process ends at once, as it would without us. */
function stopSignal(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
  });
}

/** What a browser on this machine can open. */
function shownHost(host: string): string {
  if (host === '0.0.0.0' || host === '::') return 'localhost';
  return host.includes(':') && !isLoopback(host) ? `[${host}]` : host.replace('::1', '[::1]');
}

function packageVersion(): string {
  return JSON.parse(readFileSync(path.join(HERE, '../../package.json'), 'utf8')).version;
}

function say(text: string): number {
  console.log(text);
  return 0;
}

function complain(error: unknown, code: number): number {
  console.error(error instanceof Error ? error.message : String(error));
  return code;
}
