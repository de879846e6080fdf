import { createHash } from 'node:crypto';
import { readdir, stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import path from 'node:path';
import type { Location } from '../../store/location.js';

/** Recorders of this process that are not closed, also those of another copy of this package. */
const LIVE_KEY = Symbol.for('@parallel-tools/metrics/live-spools');
const shared = globalThis as { [LIVE_KEY]?: Set<string> };

/** Files of another machine are taken over when nobody has written to them for so long. */
const STALE_MS = 60_000;
const SUFFIX = '.spool';

/** Whose a file is: `<host>-<process>-<recorder>-<number>.spool`. */
const NAME = /^(.+)-(\d+)-([0-9a-f]{8}-[0-9a-f-]{27})-(\d+)\.spool$/;

/**
 * The folder of the spools of one database: next to a file; for a server, or where a folder is given, one named after the
 * database, so that no spool is ever delivered to another.
 */
export function spoolFolderFor(location: Location, given: string | undefined): string {
  if (given === undefined && location.kind === 'sqlite') return `${location.file}${SUFFIX}`;
  const name = createHash('sha256').update(location.shown).digest('hex').slice(0, 16);
  return path.resolve(given ?? 'parallel-tools-spool', name);
}

export function spoolFile(folder: string, recorderId: string, number: number): string {
  return path.join(folder, `${hostname()}-${process.pid}-${recorderId}-${number}${SUFFIX}`);
}

/** Until `release`, no recorder of this process takes the files of this one for left behind. */
export function holdSpool(recorderId: string): () => void {
  shared[LIVE_KEY] ??= new Set();
  const live = shared[LIVE_KEY];
  live.add(recorderId);
  return () => live.delete(recorderId);
}

/** Paths of the spools that recorders left behind which are no more, oldest name first. */
export async function abandonedSpools(folder: string, nowMs: number): Promise<readonly string[]> {
  const names = await readdir(folder).catch(() => []);
  const abandoned: string[] = [];
  for (const name of names.sort()) {
    const file = path.join(folder, name);
    if (await isAbandoned(name, file, nowMs)) abandoned.push(file);
  }
  return abandoned;
}

async function isAbandoned(name: string, file: string, nowMs: number): Promise<boolean> {
  const [, host, pid, recorderId] = NAME.exec(name) ?? [];
  if (host === undefined || recorderId === undefined) return false;
  if (host !== hostname()) return nowMs - ((await stat(file).catch(() => null))?.mtimeMs ?? nowMs) > STALE_MS;
  if (Number(pid) === process.pid) return !shared[LIVE_KEY]?.has(recorderId);
  return !isRunning(Number(pid));
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Another user's process is one, too.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
