import type { SessionCursor } from '@parallel-tools/metrics/queries';
import { createLoader, createParser, createSerializer } from 'nuqs/server';
import { rangeParams } from '@/lib/search-params';

const MAX_SESSION_ID_LENGTH = 400;

/** Where a page of sessions begins: `<lastStartedAtMs>_<sessionId>`. */
const parseAsSessionCursor = createParser<SessionCursor>({
  parse: (text) => {
    const match = /^(\d{1,15})_(.+)$/s.exec(text);
    if (!match?.[1] || !match[2] || match[2].length > MAX_SESSION_ID_LENGTH) return null;
    return { lastStartedAtMs: Number(match[1]), sessionId: match[2] };
  },
  serialize: ({ lastStartedAtMs, sessionId }) => `${lastStartedAtMs}_${sessionId}`,
  eq: (a, b) => a.lastStartedAtMs === b.lastStartedAtMs && a.sessionId === b.sessionId,
});

const params = { ...rangeParams, after: parseAsSessionCursor };

export const loadSessionsParams = createLoader(params);
export const sessionsUrl = createSerializer(params);
