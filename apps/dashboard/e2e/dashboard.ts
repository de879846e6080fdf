import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import path from 'node:path';

const PACKAGE_DIRECTORY = path.join(import.meta.dirname, '..');
const READY_TIMEOUT_MS = 30_000;

/** The built app, served on a port of its own. */
export interface Dashboard {
  readonly url: string;
  readonly databasePath: string;
  stop(): Promise<void>;
}

/** Starts the built app on a database, as a user would. */
export async function startDashboard(databaseUrl: string): Promise<Dashboard> {
  const port = await freePort();
  const next = createRequire(import.meta.url).resolve('next/dist/bin/next');
  const server = spawn(process.execPath, [next, 'start', '--hostname', '127.0.0.1', '--port', String(port)], {
    cwd: PACKAGE_DIRECTORY,
    env: { ...process.env, DATABASE_URL: databaseUrl, NEXT_TELEMETRY_DISABLED: '1', NODE_ENV: 'production' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const exited = once(server, 'exit');
  await ready(server);
  return {
    url: `http://127.0.0.1:${port}`,
    databasePath: databaseUrl.slice('file:'.length),
    async stop() {
      // Asked politely, it waits for the pages that are still open; it only reads, so nothing is lost.
      server.kill('SIGKILL');
      await exited;
    },
  };
}

async function ready(server: ChildProcess): Promise<void> {
  let output = '';
  await new Promise<void>((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`The dashboard did not start:\n${output}`)), READY_TIMEOUT_MS);
    const read = (chunk: Buffer) => {
      output += chunk;
      if (!output.includes('Ready in')) return;
      clearTimeout(timer);
      resolve();
    };
    server.stdout?.on('data', read);
    server.stderr?.on('data', read);
    server.once('exit', () => reject(new Error(`The dashboard ended at once:\n${output}`)));
  });
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      const port = typeof address === 'object' && address !== null ? address.port : 0;
      probe.close(() => resolve(port));
    });
  });
}
