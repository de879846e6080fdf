import { spawn } from 'node:child_process';
import { resolve } from 'node:path';

/** The repository's root. */
export const root = resolve(import.meta.dirname, '../..');

/** How a program ended and what it printed. */
export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Options of a run; without a model key in the environment unless one is given. */
export interface RunOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** Gets the process and what it has printed so far, after each piece. */
  readonly onOutput?: (stdout: string, kill: (signal: NodeJS.Signals) => void) => void;
}

/** Runs a TypeScript program of this folder, from the repository's root. */
export function runProgram(
  file: string,
  args: readonly string[],
  { env = {}, onOutput }: RunOptions = {},
): Promise<Ended> {
  const { OPENAI_API_KEY: _key, DATABASE_URL: _url, ...inherited } = process.env;
  const flags = ['--disable-warning=ExperimentalWarning', file, ...args];
  const child = spawn(process.execPath, flags, {
    cwd: root,
    env: { ...inherited, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (piece) => {
    stdout += piece;
    onOutput?.(stdout, (signal) => child.kill(signal));
  });
  child.stderr.on('data', (piece) => {
    stderr += piece;
  });
  return new Promise((done, failed) => {
    child.once('error', failed);
    child.once('close', (code) => done({ code, stdout, stderr }));
  });
}
