import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';

const PROGRAM = path.join(import.meta.dirname, '../bin/parallel-tools-dashboard.js');
const READY_TIMEOUT_MS = 30_000;

/** The built dashboard, served on a port of its own. */
export interface Dashboard {
  readonly url: string;
  readonly databasePath: string;
  /** Stops its reading of the database where it is; returns what lets it go on. */
  pauseReader(): () => void;
  /** What it has written to stderr: nothing, when all is well. */
  complaints(): string;
  /** Ends it as a user would; resolves with the exit code. */
  stop(): Promise<number | null>;
}

/** What else than a database to start it with. */
export interface StartOptions {
  readonly flags?: readonly string[];
  /** The command; the one of this package unless told otherwise. */
  readonly program?: string;
  readonly env?: NodeJS.ProcessEnv;
}

/** Starts the built dashboard on a database, as a user would. */
export async function startDashboard(databaseUrl: string, options: StartOptions = {}): Promise<Dashboard> {
  const { flags = [], program = PROGRAM, env = process.env } = options;
  const server = spawn(process.execPath, [program, '--database-url', databaseUrl, '--port', '0', ...flags], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const exited = once(server, 'exit');
  let complaints = '';
  server.stderr.on('data', (chunk: Buffer) => {
    complaints += chunk;
  });
  const url = await shownUrl(server);
  return {
    url,
    databasePath: databaseUrl.slice('file:'.length),
    pauseReader() {
      const children = execFileSync('ps', ['-o', 'pid=', '--ppid', String(server.pid)], { encoding: 'utf8' });
      const pids = children.split('\n').flatMap((line) => (line.trim() === '' ? [] : [Number(line)]));
      for (const pid of pids) process.kill(pid, 'SIGSTOP');
      return () => {
        for (const pid of pids) process.kill(pid, 'SIGCONT');
      };
    },
    complaints: () => complaints,
    async stop() {
      server.kill('SIGTERM');
      const [code] = await exited;
      return code;
    },
  };
}

/** The address it prints when it listens; it has looked for the database by then. */
async function shownUrl(server: ChildProcess): Promise<string> {
  let output = '';
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`The dashboard did not start:\n${output}`)), READY_TIMEOUT_MS);
    const read = (chunk: Buffer) => {
      output += chunk;
      const url = /^Dashboard: (\S+).*\nDatabase: .*\n/m.exec(output)?.[1];
      if (url === undefined) return;
      clearTimeout(timer);
      resolve(url);
    };
    server.stdout?.on('data', read);
    server.stderr?.on('data', read);
    server.once('exit', () => reject(new Error(`The dashboard ended at once:\n${output}`)));
  });
}
