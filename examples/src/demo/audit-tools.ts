import { type AnyTool, defineTool, type ToolContext } from '@parallel-tools/executor';
import * as z from 'zod';
import type { InstalledPackages } from './installed-packages.ts';
import type { Registry } from './registry.ts';

const onePackage = z.object({ package: z.string().describe('Name of a package, as in package.json') });
const MIRROR_TIMEOUT_MS = 1500;

/** The dependency auditor's tools: files, hashing, HTTP; some slow, one that fails, one that hangs. */
export function auditTools(packages: InstalledPackages, registry: Registry) {
  const fetchJson = async (path: string, signal?: AbortSignal): Promise<unknown> => {
    const response = await fetch(`${registry.url}${path}`, signal === undefined ? {} : { signal });
    if (!response.ok) throw new Error(`the registry answered ${response.status}`);
    return response.json();
  };

  return [
    defineTool({
      name: 'list_workspace_packages',
      description: 'Lists the packages of this repository with their external dependencies.',
      input: z.object({}),
      effects: 'read',
      execute: () => packages.listWorkspacePackages(),
    }),
    defineTool({
      name: 'measure_size',
      description: 'Size of an installed package on disk, in bytes, and its number of files.',
      input: onePackage,
      effects: 'read',
      execute: ({ package: name }, { signal }) => packages.measureSize(name, signal),
    }),
    defineTool({
      name: 'read_manifest',
      description: 'Version, licence and number of dependencies, from the package.json of an installed package.',
      input: onePackage,
      effects: 'read',
      execute: ({ package: name }) => packages.readManifest(name),
    }),
    defineTool({
      name: 'read_licence',
      description: 'First line of the licence file of an installed package.',
      input: onePackage,
      effects: 'read',
      execute: ({ package: name }) => packages.readLicenceFile(name),
    }),
    defineTool({
      name: 'hash_files',
      description: 'SHA-256 over all files of an installed package.',
      input: onePackage,
      effects: 'read',
      maxConcurrency: 2,
      execute: ({ package: name }, { signal }) => packages.hashFiles(name, signal),
    }),
    defineTool({
      name: 'ask_registry',
      description:
        'Versions of a package that this repository has installed, directly or through others; more than one is out of step.',
      input: onePackage,
      effects: 'read',
      maxConcurrency: 3,
      timeoutMs: 5_000,
      retry: { maxRetries: 2, initialDelayMs: 150 },
      execute: ({ package: name }, { signal }) => fetchJson(`/packages/${encodeURIComponent(name)}`, signal),
    }),
    defineTool({
      name: 'ask_mirror',
      description: 'Asks a mirror of the registry for a package; the mirror is not reliable.',
      input: onePackage,
      effects: 'read',
      timeoutMs: MIRROR_TIMEOUT_MS,
      // Ignores its signal, as many tools do: its timeout ends the call all the same.
      execute: ({ package: name }: { package: string }, _context: ToolContext) =>
        fetchJson(`/mirror/${encodeURIComponent(name)}`),
    }),
  ];
}

/** The same tools, noting for each call that starts which package it is about: events carry no arguments. */
export function noteSubjects(tools: readonly AnyTool[], subjects: Map<string, string>): AnyTool[] {
  return tools.map((tool) => ({
    ...tool,
    execute(args: { package?: string }, context: ToolContext) {
      subjects.set(context.callId, args.package ?? '');
      return tool.execute?.(args, context);
    },
  }));
}
