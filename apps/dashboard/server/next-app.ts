import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import type { Handler } from './serve';

/** The pages, without a server around them. */
export interface App {
  readonly handler: Handler;
  close(): Promise<void>;
}

/**
 * Loads the built app.
 *
 * @param folder - Where the build put it: `.next`, and what of Next it needs, in `node_modules`.
 */
export async function loadApp(folder: string): Promise<App> {
  // Read by Next and React while they load.
  Object.assign(process.env, { NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1' });
  const manifest = readFileSync(path.join(folder, '.next/required-server-files.json'), 'utf8');
  // Next's own name for it: the settings of the build, so that it needs neither the config file nor what reads it.
  process.env.__NEXT_PRIVATE_STANDALONE_CONFIG = JSON.stringify(JSON.parse(manifest).config);
  const createNext = createRequire(path.join(folder, 'package.json'))('next') as typeof import('next').default;
  const app = createNext({ dev: false, dir: folder });
  await quietly(() => app.prepare());
  return { handler: app.getRequestHandler(), close: () => app.close() };
}

/** Next tells how long its settings took, on stdout, where the command line prints its two lines. Errors go elsewhere. */
async function quietly(prepare: () => Promise<void>): Promise<void> {
  const { log } = console;
  console.log = () => undefined;
  try {
    await prepare();
  } finally {
    console.log = log;
  }
}
