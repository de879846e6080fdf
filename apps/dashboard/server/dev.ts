// Serves the pages from their source, with reloading: `pnpm dev [flags]`. Behind the same gate as the built app.
import path from 'node:path';
import createNext from 'next';
import { resolveDatabase } from '../src/data/database-url';
import { createDashboardReader } from './dashboard-reader';
import { parseFlags } from './flags';
import { createReplayThread } from './replay-thread';
import { serve } from './serve';

const flags = parseFlags(process.argv.slice(2), process.env);
if (flags.name !== 'serve') throw new Error('See the flags of the built dashboard.');
const database = resolveDatabase(flags.databaseUrl, process.env.INIT_CWD ?? process.cwd());
process.env.DATABASE_URL = database.url;
const program = path.join(import.meta.dirname, 'reader-main.js');
const reader = createDashboardReader({ databaseUrl: database.url, program, timeoutMs: 60_000 });
const replays = createReplayThread({
  program: path.join(import.meta.dirname, 'replay-main.js'),
  timeoutMs: 60_000,
});
Object.assign(globalThis, { parallelToolsReader: reader, parallelToolsReplays: replays });
const dir = path.join(import.meta.dirname, '../..');
const app = createNext({ dev: true, dir, hostname: flags.host, port: flags.port, turbopack: true });
await app.prepare();
const { port, server } = await serve({
  ...flags,
  handler: app.getRequestHandler(),
  maxEventStreams: 50,
  isDevelopment: true,
});
server.on('upgrade', app.getUpgradeHandler());
console.log(`Development: http://127.0.0.1:${port}, ${database.shownPath}`);
