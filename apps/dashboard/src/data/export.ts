import 'server-only';

import type { MetricsStatus } from '@parallel-tools/metrics/queries';
import { attempt, getStatus } from './metrics';

const UNAVAILABLE = 503;

/** Answers a request for a file; where the database cannot be read, says so in a line. */
export async function answerExport(make: (status: MetricsStatus) => Promise<Response>): Promise<Response> {
  const status = await getStatus();
  const made = status.ok ? await attempt(() => make(status.value)) : status;
  if (made.ok) return made.value;
  const { kind, detail } = made.problem;
  return new Response(`${detail === '' ? `The database is ${kind}.` : detail}\n`, {
    status: UNAVAILABLE,
    headers: { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' },
  });
}
