import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { join } from 'node:path';

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

/**
 * Serves the built dashboard on 127.0.0.1.
 *
 * @param root - The repository's root.
 * @throws {Error} With what the dashboard printed, when it ends before it listens.
 */
export async function serveDashboard(root: string, port: number, databaseUrl: string): Promise<Dashboard> {
  const program = join(root, 'apps/dashboard/bin/parallel-tools-dashboard.js');
  const server = spawn(process.execPath, [program, '--database-url', databaseUrl, '--port', String(port)], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = once(server, 'exit').then(() => undefined);
  let printed = '';
  const listening = new Promise<void>((resolve) => {
    for (const stream of [server.stdout, server.stderr])
      stream.on('data', (chunk) => {
        printed = `${printed}${chunk}`.slice(-4000);
        if (printed.includes('Dashboard: ')) resolve();
      });
  });
  const isListening = await Promise.race([listening.then(() => true), ended.then(() => false)]);
  if (!isListening) throw new Error(`the dashboard did not start:\n${printed}`);
  return {
    url: `http://127.0.0.1:${port}`,
    ended,
    async close() {
      server.kill('SIGTERM');
      await ended;
    },
  };
}
