import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { seedHistory } from '@parallel-tools/prisma';
import { plannedDay } from './planned-day';
import { recordBatches } from './record-batches';
import { recordShowcase } from './record-showcase';

/** Records what all tests share, once, through real executor runs. Returns what removes it again. */
// biome-ignore lint/style/noDefaultExport: the form Playwright asks for.
export default async function globalSetup(): Promise<() => void> {
  const built = path.join(import.meta.dirname, '../dist/app/.next/BUILD_ID');
  if (!existsSync(built)) throw new Error('The dashboard is not built: run its build script first.');
  const directory = mkdtempSync(path.join(tmpdir(), 'dashboard-e2e-'));
  process.env.E2E_DIRECTORY = directory;
  process.env.E2E_HISTORY = path.join(directory, 'history.db');
  process.env.E2E_PLANNED = path.join(directory, 'planned.db');
  // The end is a minute away, so that no batch still runs after now.
  await seedHistory({ databaseUrl: `file:${process.env.E2E_HISTORY}`, endMs: Date.now() - 60_000 });
  await recordBatches({ databaseUrl: `file:${process.env.E2E_PLANNED}`, batches: plannedDay(Date.now()) });
  process.env.E2E_SHOWCASE = path.join(directory, 'showcase.db');
  const ids = await recordShowcase(`file:${process.env.E2E_SHOWCASE}`, Date.now());
  process.env.E2E_SHOWCASE_IDS = JSON.stringify(ids);
  return () => rmSync(directory, { recursive: true, force: true });
}
