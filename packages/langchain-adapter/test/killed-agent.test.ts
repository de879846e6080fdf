import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { afterAll, expect, it } from 'vitest';

const SCRIPT = path.join(import.meta.dirname, 'killed-agent.ts');
const folder = mkdtempSync(path.join(tmpdir(), 'killed-agent-'));

afterAll(() => rmSync(folder, { recursive: true }));

/** Gives the lines that the agent prints, until it ends or `isEnough` says so; then it is killed. */
async function linesOf(args: string[], isEnough: (lines: string[]) => boolean): Promise<string[]> {
  const child: ChildProcessByStdio<null, Readable, null> = spawn(process.execPath, [SCRIPT, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit');
  const lines: string[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    lines.push(line);
    if (isEnough(lines)) child.kill('SIGKILL');
  }
  await ended;
  return lines;
}

it.each(['node', 'middleware'])(
  'runs after a kill in the middle of a batch only what had not finished: %s',
  async (door) => {
    const file = path.join(folder, door);
    const keptAll = (lines: string[]) => lines.filter((line) => line === 'kept').length === 2;
    const before = await linesOf([file, 'first', door], (lines) => keptAll(lines) && lines.includes('slow 2'));
    expect(before.toSorted()).toEqual(['effect 1', 'effect 3', 'kept', 'kept', 'slow 2']);
    const after = await linesOf([file, 'again', door], () => false);
    expect(after).toEqual(['slow 2', 'kept', 'answer effect 1', 'answer slow 2', 'answer effect 3']);
  },
  60_000,
);
