import 'server-only';

import type { MetricsReader } from '@parallel-tools/metrics/queries';
import { resolveDatabase } from './database-url';

/** The database this process shows: what the server has resolved, passed on in the environment. */
export const database = resolveDatabase(process.env.DATABASE_URL, process.cwd());

// On the process, not in a module: pages are bundled apart, and none of them may open a database of its own.
const holder = globalThis as typeof globalThis & { readonly parallelToolsReader?: MetricsReader };

/**
 * The reader that the server (server/main.ts) has handed in: one for all pages, read-only, each question bounded in time.
 * It opens the database when first asked, and anew after an error or when the file was replaced, so that the dashboard
 * recovers by itself.
 */
export function metricsReader(): MetricsReader {
  const reader = holder.parallelToolsReader;
  if (reader === undefined)
    throw new Error('The pages are served by server/main.ts or server/dev.ts, not by Next alone.');
  return reader;
}

/** Asks that reader. */
export async function readMetrics<T>(read: (reader: MetricsReader) => Promise<T>): Promise<T> {
  return read(metricsReader());
}
