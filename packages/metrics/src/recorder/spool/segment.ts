import type { FileHandle } from 'node:fs/promises';
import { mkdir, open, rm } from 'node:fs/promises';
import path from 'node:path';

/** One file of a spool that is appended to. */
export interface Segment {
  readonly file: string;
  /** Of whole frames that are on the disk. */
  readonly byteLength: number;
  /** Resolves when the bytes are on the disk; false where the file was removed meanwhile. @throws What the disk says. */
  append(bytes: Buffer): Promise<boolean>;
  /** Nothing is left in it. @throws What the disk says. */
  empty(): Promise<void>;
  /** No more is appended. */
  seal(): Promise<void>;
  remove(): Promise<void>;
}

/** Creates a file for the owner's eyes only: it holds what the database will. */
export async function createSegment(file: string): Promise<Segment> {
  const folder = path.dirname(file);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  let handle: FileHandle | null = await open(file, 'wx+', 0o600);
  await syncFolder(folder);
  let byteLength = 0;

  const seal = async () => {
    const closing = handle;
    handle = null;
    await closing?.close();
  };

  return {
    file,
    get byteLength() {
      return byteLength;
    },
    async append(bytes) {
      if (handle === null) return false;
      try {
        await writeAll(handle, bytes, byteLength);
        await handle.datasync();
      } catch (error) {
        // What was written in part would be read as damage.
        await handle.truncate(byteLength).catch(() => undefined);
        throw error;
      }
      byteLength += bytes.length;
      return (await handle.stat()).nlink > 0;
    },
    async empty() {
      await handle?.truncate(0);
      byteLength = 0;
    },
    seal,
    async remove() {
      await seal();
      await rm(file, { force: true });
    },
  };
}

async function writeAll(handle: FileHandle, bytes: Buffer, position: number): Promise<void> {
  for (let written = 0; written < bytes.length; ) {
    const { bytesWritten } = await handle.write(bytes, written, bytes.length - written, position + written);
    written += bytesWritten;
  }
}

/** So that the name of a new file outlives a loss of power; not every system can. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r').catch(() => null);
  await handle?.sync().catch(() => undefined);
  await handle?.close();
}
