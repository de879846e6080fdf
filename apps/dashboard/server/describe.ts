import type { MetricsReader } from '@parallel-tools/metrics/queries';
import type { ServeFlags } from './flags';

/** What there is to show, in one line for the terminal; what is wrong is no reason not to start. */
export async function describeDatabase(shownPath: string, reader: Pick<MetricsReader, 'getStatus'>): Promise<string> {
  try {
    const { batchCount } = await reader.getStatus();
    return `${shownPath}, ${batchCount} ${batchCount === 1 ? 'batch' : 'batches'}`;
  } catch (error) {
    const { message, code } = error as Error & { readonly code?: string };
    if (code === 'DATABASE_NOT_FOUND') return `${shownPath} does not exist yet; the first recorder creates it`;
    return `${shownPath} cannot be read now: ${message}`;
  }
}

/** Why it does not listen, and what to do. */
export function describeListenError(error: unknown, { host, port }: Pick<ServeFlags, 'host' | 'port'>): string {
  const { code, message } = error as NodeJS.ErrnoException;
  switch (code) {
    case 'EADDRINUSE':
      return `Port ${port} is in use; choose another one with --port, or --port 0 for any free one.`;
    case 'EACCES':
      return `Port ${port} may not be used by this user; choose one above 1023 with --port.`;
    case 'ENOTFOUND':
    case 'EADDRNOTAVAIL':
      return `This machine has no address ${host}; see --host.`;
    default:
      return message;
  }
}
