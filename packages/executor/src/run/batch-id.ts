import { v7 } from 'uuid';

/**
 * A UUIDv7: sortable by time, unique without asking anyone.
 *
 * @param wallTimeMs - Epoch ms.
 * @param random - Makes ids reproducible; null draws them from the machine's cryptographic source.
 * @see RFC 9562 §5.7.
 */
export function newBatchId(wallTimeMs: number, random: (() => number) | null): string {
  if (random === null) return v7({ msecs: wallTimeMs });
  return v7({ msecs: wallTimeMs, random: Uint8Array.from({ length: 16 }, () => Math.floor(random() * 256)) });
}
