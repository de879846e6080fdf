import { once } from 'node:events';
import type { Writable } from 'node:stream';
import type { StoredRecord } from '../queries/read-records.js';
import { recordsIn } from '../queries/records-in.js';
import type { TimeRange } from '../queries/types.js';
import type { Location } from '../store/location.js';
import { openStoreForReading } from '../store/open-store.js';
import { exportCsv } from './export-csv.js';
import { exportJson } from './export-json.js';
import { exportOtlp } from './export-otlp.js';

export type ExportFormat = (typeof EXPORT_FORMATS)[number];

export const EXPORT_FORMATS = ['csv', 'json', 'otlp'] as const;

const WRITERS: {
  readonly [Format in ExportFormat]: (pages: AsyncIterable<readonly StoredRecord[]>) => AsyncIterable<string>;
} = { csv: exportCsv, json: exportJson, otlp: exportOtlp };

/**
 * Writes the batches of a range, oldest first, as fast as they are taken. Ends early, and well, when nobody reads on.
 *
 * @throws {StoreError}
 */
export async function exportBatches(
  location: Location,
  range: TimeRange,
  format: ExportFormat,
  output: Writable,
): Promise<void> {
  const store = await openStoreForReading(location);
  let isRead = true;
  const stop = (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    isRead = false;
  };
  output.on('error', stop);
  try {
    for await (const text of WRITERS[format](recordsIn(store, range))) {
      if (!isRead) return;
      if (!output.write(text))
        await Promise.race([once(output, 'drain'), once(output, 'close')]).catch(() => undefined);
    }
  } finally {
    output.off('error', stop);
    await store.close();
  }
}
