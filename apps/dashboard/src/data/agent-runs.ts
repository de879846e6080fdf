import 'server-only';

import type { SessionCursor } from '@parallel-tools/metrics/queries';
import { cache } from 'react';
import type { ResolvedRange } from '@/lib/range';
import { readMetrics } from './reader';

/** Turns of a session that its page shows at most. */
const MAX_TURNS = 200;
const MAX_TOOLS = 500;

export const listSessions = cache((range: ResolvedRange, after: SessionCursor | null, limit: number) =>
  readMetrics((reader) => reader.listSessions(range, after === null ? { limit } : { limit, after })),
);

export const getSession = cache((sessionId: string) =>
  readMetrics((reader) => reader.getSession(sessionId, MAX_TURNS)),
);

export const getWaste = cache((range: ResolvedRange) => readMetrics((reader) => reader.getWaste(range, MAX_TOOLS)));
