import { createHash } from 'node:crypto';
import { type Dirent, existsSync } from 'node:fs';
import { readdir, readFile, realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** A manifest as far as the audit reads it. */
interface Manifest {
  readonly name?: string;
  readonly version?: string;
  readonly license?: string | { readonly type?: string };
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
}

/** A package of the workspace and what it depends on outside of it, to run or to be developed. */
export interface WorkspacePackage {
  readonly name: string;
  readonly folder: string;
  readonly dependencies: readonly string[];
}

/** Facts about the packages that are installed in a pnpm workspace. */
export interface InstalledPackages {
  listWorkspacePackages(): Promise<WorkspacePackage[]>;
  readManifest(name: string): Promise<{ name: string; version: string; licence: string; dependencyCount: number }>;
  measureSize(name: string, signal: AbortSignal): Promise<{ name: string; bytes: number; fileCount: number }>;
  readLicenceFile(name: string): Promise<{ name: string; file: string | null; title: string | null }>;
  hashFiles(name: string, signal: AbortSignal): Promise<{ name: string; sha256: string; bytes: number }>;
  /** Every installed version, also of packages that only others depend on. */
  installedVersions(name: string): Promise<string[]>;
}

const WORKSPACE_FOLDERS = ['packages', 'apps'];

/** @param root - The repository's root. */
export function installedPackages(root: string): InstalledPackages {
  const folders = new Map<string, Promise<string>>();

  const folderOf = (name: string): Promise<string> => {
    const found = folders.get(name) ?? findFolder(root, name);
    folders.set(name, found);
    return found;
  };

  return {
    async listWorkspacePackages() {
      const workspaces = await workspaceFolders(root);
      return Promise.all(
        workspaces.map(async (folder) => toWorkspacePackage(folder, await readJson(join(root, folder)))),
      );
    },
    async readManifest(name) {
      const manifest = await readJson(await folderOf(name));
      const { version = 'unknown', dependencies = {} } = manifest;
      return { name, version, licence: licenceOf(manifest), dependencyCount: Object.keys(dependencies).length };
    },
    async measureSize(name, signal) {
      const sizes = await Promise.all(
        (await filesOf(await folderOf(name))).map(async (file) => (await stat(file)).size),
      );
      signal.throwIfAborted();
      return { name, bytes: sizes.reduce((sum, size) => sum + size, 0), fileCount: sizes.length };
    },
    async readLicenceFile(name) {
      const folder = await folderOf(name);
      const file = (await readdir(folder)).find((entry) => /^(licen[cs]e|copying)/i.test(entry)) ?? null;
      const text = file === null ? '' : await readFile(join(folder, file), 'utf8');
      return {
        name,
        file,
        title:
          text
            .split('\n')
            .map((line) => line.trim())
            .find((line) => line !== '') ?? null,
      };
    },
    async hashFiles(name, signal) {
      const hash = createHash('sha256');
      let bytes = 0;
      for (const file of (await filesOf(await folderOf(name))).sort()) {
        signal.throwIfAborted();
        const content = await readFile(file);
        bytes += content.byteLength;
        hash.update(content);
      }
      return { name, sha256: hash.digest('hex'), bytes };
    },
    async installedVersions(name) {
      const prefix = `${name.replace('/', '+')}@`;
      const entries = await readdir(join(root, 'node_modules/.pnpm'));
      const versions = entries
        .filter((entry) => entry.startsWith(prefix))
        .map((entry) => entry.slice(prefix.length).split('_')[0]);
      return [...new Set(versions.filter((version) => version !== undefined))];
    },
  };
}

async function workspaceFolders(root: string): Promise<string[]> {
  const groups = WORKSPACE_FOLDERS.map(async (group) =>
    (await readdir(join(root, group))).map((entry) => join(group, entry)),
  );
  return (await Promise.all(groups)).flat().filter((folder) => existsSync(join(root, folder, 'package.json')));
}

async function findFolder(root: string, name: string): Promise<string> {
  if (!/^(@[\w.-]+\/)?[\w.-]+$/.test(name)) throw new Error(`"${name}" is no package name`);
  for (const folder of await workspaceFolders(root)) {
    const candidate = join(root, folder, 'node_modules', name);
    if (existsSync(candidate)) return realpath(candidate);
  }
  throw new Error(`no package of the workspace depends on "${name}"`);
}

/** All files of a package, without what is installed inside it. */
async function filesOf(folder: string): Promise<string[]> {
  const entries: Dirent[] = await readdir(folder, { recursive: true, withFileTypes: true });
  const isOwn = (entry: Dirent) => !join(entry.parentPath, '/').slice(folder.length).includes('/node_modules/');
  return entries.filter((entry) => entry.isFile() && isOwn(entry)).map((entry) => join(entry.parentPath, entry.name));
}

async function readJson(folder: string): Promise<Manifest> {
  return JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as Manifest;
}

function toWorkspacePackage(folder: string, manifest: Manifest): WorkspacePackage {
  const { name = folder, dependencies, devDependencies } = manifest;
  const external = Object.entries({ ...dependencies, ...devDependencies }).filter(
    ([, range]) => !range.startsWith('workspace:'),
  );
  return { name, folder, dependencies: external.map(([dependency]) => dependency) };
}

function licenceOf({ license }: Manifest): string {
  return (typeof license === 'object' ? license.type : license) ?? 'not stated';
}
