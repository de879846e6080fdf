import { existsSync } from 'node:fs';
import { isAbsolute } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { check } from '../check.js';
import type { AnyTool } from '../types.js';

/** @throws {ExecutorError} `INVALID_OPTION` for a tool that would have nothing to run, a missing module included. */
export function checkRunIn(tool: AnyTool, option: (key: string) => string): void {
  const { runIn = 'inline', execute, module, export: exportName, uses } = tool;
  const isNames = uses === undefined || (Array.isArray(uses) && uses.every((pool) => typeof pool === 'string'));
  check(isNames, option('uses'), 'must be a list of names of pools', uses);
  const isPlace = runIn === 'inline' || runIn === 'thread' || isRunner(runIn);
  check(isPlace, option('runIn'), "must be 'inline', 'thread' or a runner with a method run", runIn);
  if (runIn === 'inline') {
    check(typeof execute === 'function', option('execute'), 'must be a function', execute);
    check(module === undefined, option('module'), "needs runIn: 'thread' or a runner", module);
    check(exportName === undefined, option('export'), "needs runIn: 'thread' or a runner", exportName);
    return;
  }
  check(uses === undefined, option('uses'), 'needs a tool that runs inline, as units cannot be sent elsewhere', uses);
  check(execute === undefined, option('execute'), 'would never run, as runIn says where the tool runs', execute);
  const isName = exportName === undefined || (typeof exportName === 'string' && exportName.length > 0);
  check(isName, option('export'), 'must be the name of an export', exportName);
  if (module !== undefined || runIn === 'thread') checkModule(module, runIn === 'thread', option('module'));
}

function isRunner(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'run' in value && typeof value.run === 'function';
}

/** @param isHere - It is this machine that loads it. */
function checkModule(module: unknown, isHere: boolean, option: string): void {
  const url = module instanceof URL || typeof module === 'string' ? urlOf(module) : null;
  const rule = "must be a URL or an absolute path, as in new URL('./tool.js', import.meta.url)";
  check(url !== null, option, rule, module instanceof URL ? module.href : module);
  if (!isHere) return;
  check(url.protocol === 'file:', option, 'must be a file', url.href);
  check(existsSync(fileURLToPath(url)), option, 'must be a file that is there', url.href);
}

function urlOf(module: URL | string): URL | null {
  if (module instanceof URL) return module;
  // Before it is tried as a URL: the letter of a drive would be a protocol.
  if (isAbsolute(module)) return pathToFileURL(module);
  return URL.canParse(module) ? new URL(module) : null;
}

/** Absolute URL of a module that was checked; null for a tool without one. */
export function moduleUrl({ module }: AnyTool): string | null {
  return module === undefined ? null : (urlOf(module)?.href ?? null);
}
