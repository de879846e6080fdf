import 'server-only';

import type { BatchWatch } from '@parallel-tools/metrics/queries';
import { metricsReader } from './reader';

/** Most clients told of new batches at the same time; the next one is sent away. */
export const MAX_LIVE_CLIENTS = 50;

// On the process, not in the module, as the reader is: all clients share one poller.
const holder = globalThis as typeof globalThis & { parallelToolsWatch?: BatchWatch };

/** New batches as they are stored. One poller whoever listens, none while nobody does. */
export function liveBatches(): BatchWatch {
  holder.parallelToolsWatch ??= metricsReader().watchBatches();
  return holder.parallelToolsWatch;
}
