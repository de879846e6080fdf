import 'server-only';

import type { ReplayThread } from '../../server/replay-thread';

// On the process, not in a module, as the reader is.
const holder = globalThis as typeof globalThis & { readonly parallelToolsReplays?: ReplayThread };

/** The thread that the server (server/main.ts) has handed in: replays keep no page waiting. */
export function replays(): ReplayThread {
  const thread = holder.parallelToolsReplays;
  if (thread === undefined)
    throw new Error('The pages are served by server/main.ts or server/dev.ts, not by Next alone.');
  return thread;
}
