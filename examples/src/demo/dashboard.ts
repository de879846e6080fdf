import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** The dashboard as a process of its own. */
export interface Dashboard {
  readonly url: string;
  /** Resolves when the process has ended, by itself or by `close()`. */
  readonly ended: Promise<void>;
  close(): Promise<void>;
}

/** Whether a server could listen there now. */
export async function isPortFree(port: number): Promise<boolean> {
  const server = createServer();
  const isFree = await new Promise<boolean>((resolve) => {
    server.once('error', () => resolve(false)).listen(port, '127.0.0.1', () => resolve(true));
  });
  server.close();
  return isFree;
}

const POLL_MS = 200;
/** From asking it to end to ending it hard. */
const GRACE_MS = 2000;

/**
 * Serves the built dashboard on 127.0.0.1.
 *
 * @param root - The repository's root.
 * @param databaseUrl - With an absolute path: the dashboard runs in a folder of its own.
 * @throws {Error} With what the dashboard printed, when it ends before it answers.
 */
export async function serveDashboard(root: string, port: number, databaseUrl: string): Promise<Dashboard> {
  const folder = join(root, 'apps/dashboard');
  const next = createRequire(join(folder, 'package.json')).resolve('next/dist/bin/next');
  const server = spawn(process.execPath, [next, 'start', '--hostname', '127.0.0.1', '--port', String(port)], {
    cwd: folder,
    env: { ...process.env, DATABASE_URL: databaseUrl, NEXT_TELEMETRY_DISABLED: '1' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let printed = '';
  for (const stream of [server.stdout, server.stderr])
    stream.on('data', (chunk) => {
      printed = `${printed}${chunk}`.slice(-4000);
    });
  let hasEnded = false;
  const ended = once(server, 'exit').then(() => {
    hasEnded = true;
  });
  const url = `http://127.0.0.1:${port}`;
  for (let isReady = false; !isReady; ) {
    await sleep(POLL_MS);
    isReady = await answers(url);
    // Asked last: where another program has taken the port, that one answers.
    if (hasEnded) throw new Error(`the dashboard did not start:\n${printed}`);
  }
  return {
    url,
    ended,
    async close() {
      server.kill('SIGTERM');
      // Asked politely, it waits for the pages that are still open; it only reads, so nothing is lost.
      const killing = setTimeout(() => server.kill('SIGKILL'), GRACE_MS);
      await ended;
      clearTimeout(killing);
    },
  };
}

async function answers(url: string): Promise<boolean> {
  return fetch(url).then(
    (response) => response.status < 500,
    () => false,
  );
}
