import { appendFileSync, existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { fakeBatch } from '../../../test/fake-batch.js';
import { temporaryFolder } from '../../../test/temporary-folder.js';
import { frameOf, readFrames } from './frames.js';
import { createSpool, type SpoolOptions } from './spool.js';

const ID = '00000000-0000-4000-8000-00000000000';
/** Beyond what any machine gives a process. */
const NO_PROCESS = 2 ** 22 + 1;

function open(folder: string, given: Partial<SpoolOptions> = {}) {
  const damage: number[] = [];
  const onDamage = (_: string, bytes: number) => damage.push(bytes);
  return { damage, ...spoolOf(folder, { onDamage, ...given }) };
}

function spoolOf(folder: string, given: Partial<SpoolOptions>) {
  return {
    spool: createSpool({ folder, recorderId: `${ID}1`, maxSpoolBytes: 1e9, onDamage: () => undefined, ...given }),
  };
}

/** What is in the files of a folder. */
function onDisk(folder: string): readonly string[] {
  return readdirSync(folder)
    .sort()
    .flatMap((name) => readFrames(readFileSync(path.join(folder, name))).batches.map(({ batches }) => batches));
}

/** As a recorder leaves it that was killed. */
function leaveBehind(folder: string, bytes: Buffer, owner = `${hostname()}-${NO_PROCESS}`): string {
  const file = path.join(folder, `${owner}-${ID}9-1.spool`);
  writeFileSync(file, bytes);
  return file;
}

describe('a spool', () => {
  it('has on the disk what append() resolved for, for its owner alone to read', async () => {
    const folder = path.join(temporaryFolder(), 'spool');
    const { spool } = open(folder);
    await Promise.all(['a', 'b', 'c'].map((name) => spool.append(fakeBatch(name))));
    expect(onDisk(folder)).toEqual(['a', 'b', 'c']);
    const [name = ''] = readdirSync(folder);
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    expect(statSync(path.join(folder, name)).mode & 0o777).toBe(0o600);
    await spool.close();
  });

  it('leaves no file when all is settled, and keeps what is not', async () => {
    const folder = temporaryFolder();
    const { spool } = open(folder);
    const batches = ['a', 'b'].map((name) => fakeBatch(name));
    await Promise.all(batches.map((batch) => spool.append(batch)));
    for (const batch of batches) spool.settle(batch);
    await spool.close();
    expect(existsSync(folder)).toBe(false);
    const { spool: next } = open(folder);
    await next.append(fakeBatch('c'));
    await next.close();
    expect(onDisk(folder)).toEqual(['c']);
  });

  it('holds nothing that is settled, however long it stays open, and takes more', async () => {
    const folder = temporaryFolder();
    const { spool } = open(folder);
    for (const name of ['a', 'b', 'c']) {
      const batch = fakeBatch(name);
      await spool.append(batch);
      expect(onDisk(folder)).toEqual([name]);
      spool.settle(batch);
      await expect.poll(() => onDisk(folder)).toEqual([]);
      expect(spool.byteLength).toBe(0);
    }
    const kept = fakeBatch('d');
    await spool.append(kept);
    spool.keep(kept);
    await spool.append(fakeBatch('e'));
    expect((await spool.takeKept()).map(({ batches }) => batches)).toEqual(['d']);
    await spool.close();
    expect(onDisk(folder)).toEqual(['d', 'e']);
  });

  it('knows what was settled before it was on the disk', async () => {
    const folder = temporaryFolder();
    const { spool } = open(folder);
    const batch = fakeBatch('a');
    const written = spool.append(batch);
    spool.settle(batch);
    await written;
    await spool.close();
    expect(existsSync(folder)).toBe(false);
  });

  it('gives back what was kept, once', async () => {
    const { spool } = open(temporaryFolder());
    const batches = ['a', 'b', 'c'].map((name) => fakeBatch(name));
    await Promise.all(batches.map((batch) => spool.append(batch)));
    const [first, second, third] = batches;
    expect([first, third].map((batch) => batch !== undefined && spool.keep(batch))).toEqual([true, true]);
    if (second !== undefined) spool.settle(second);
    expect((await spool.takeKept()).map((batch) => batch.batches)).toEqual(['a', 'c']);
    expect(await spool.takeKept()).toEqual([]);
    expect(spool.keep(fakeBatch('unknown'))).toBe(false);
    await spool.close();
  });

  it('refuses what does not fit', async () => {
    const { spool } = open(temporaryFolder(), { maxSpoolBytes: 100 });
    await spool.append(fakeBatch('a'));
    await expect(spool.append(fakeBatch('x'.repeat(100)))).rejects.toThrow('maxSpoolBytes (100)');
    await spool.close();
  });

  it('begins another file when someone took its file away', async () => {
    const folder = temporaryFolder();
    const { spool } = open(folder);
    await spool.append(fakeBatch('a'));
    for (const name of readdirSync(folder)) rmSync(path.join(folder, name));
    await spool.append(fakeBatch('b'));
    expect(onDisk(folder)).toEqual(['b']);
    await spool.close();
  });

  it('takes over what a killed recorder left behind, up to the torn end', async () => {
    const folder = temporaryFolder();
    const [a, b, c] = ['a', 'b', 'c'].map((name) => frameOf(fakeBatch(name))) as [Buffer, Buffer, Buffer];
    const file = leaveBehind(folder, Buffer.concat([a, b]));
    appendFileSync(file, c.subarray(0, 9));
    const { spool, damage } = open(folder);
    const adopted = await spool.adopt();
    expect(adopted.map(({ batches }) => batches)).toEqual(['a', 'b']);
    expect(damage).toEqual([9]);
    const [first, second] = adopted;
    if (first !== undefined) spool.settle(first);
    expect(onDisk(folder)).toEqual(['a', 'b']);
    if (second !== undefined) spool.settle(second);
    await expect.poll(() => readdirSync(folder)).toEqual([]);
    await spool.close();
  });

  it.each([
    ['a process that runs', () => `${hostname()}-${process.ppid}`],
    ['another machine, just now', () => `other-${NO_PROCESS}`],
  ])('takes nothing from %s', async (_, owner) => {
    const folder = temporaryFolder();
    leaveBehind(folder, frameOf(fakeBatch('a')), owner());
    const { spool } = open(folder);
    expect(await spool.adopt()).toEqual([]);
    await spool.close();
    expect(onDisk(folder)).toEqual(['a']);
  });

  it('takes nothing from a recorder of this process that is open, and what it left once it is closed', async () => {
    const folder = temporaryFolder();
    const { spool } = open(folder);
    await spool.append(fakeBatch('a'));
    const { spool: other } = open(folder, { recorderId: `${ID}2` });
    expect(await other.adopt()).toEqual([]);
    await spool.close();
    expect((await other.adopt()).map(({ batches }) => batches)).toEqual(['a']);
    await other.close();
  });
});
