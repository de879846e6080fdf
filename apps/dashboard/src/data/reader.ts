import 'server-only';

import { type MetricsReader, openMetrics } from '@parallel-tools/metrics/queries';
import { resolveDatabase } from './database-url';

/** The database this process shows. Package managers change into the package and leave the caller's directory here. */
export const database = resolveDatabase(process.env.DATABASE_URL, process.env.INIT_CWD ?? process.cwd());

// On the process, not in the module: pages are bundled apart, and must not open one reader each.
const holder = globalThis as typeof globalThis & { parallelToolsReader?: MetricsReader };

/**
 * Reads with the one reader of this process. It opens the file when first asked, and anew after an error or when the
 * file was replaced, so that the dashboard recovers by itself.
 */
export async function readMetrics<T>(read: (reader: MetricsReader) => Promise<T>): Promise<T> {
  holder.parallelToolsReader ??= openMetrics({ url: database.url });
  return read(holder.parallelToolsReader);
}
