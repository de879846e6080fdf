import { DatabaseSync } from 'node:sqlite';

/** A page of the dashboard, and what it is asked for. */
export interface PageOfDashboard {
  readonly name: string;
  readonly path: string;
}

/** Every page, with a tool, a batch and a session of this database in the places of its address. */
export function everyPage(databasePath: string, query = 'range=24h'): readonly PageOfDashboard[] {
  const database = new DatabaseSync(databasePath, { readOnly: true });
  const text = (statement: string) => String(Object.values(database.prepare(statement).get() ?? {})[0]);
  const batchId = text('SELECT id FROM batch ORDER BY started_at_ms DESC, id DESC LIMIT 1');
  const sessionId = text(
    'SELECT session_id FROM batch WHERE session_id IS NOT NULL ORDER BY started_at_ms DESC, id DESC LIMIT 1',
  );
  const toolName = text('SELECT name FROM tool ORDER BY id LIMIT 1');
  database.close();
  return [
    ...RANGE_PAGES.map((path) => ({ name: path, path: `${path}?${query}` })),
    { name: '/tools/[toolName]', path: `/tools/${encodeURIComponent(toolName)}?${query}` },
    { name: '/batches/[batchId]', path: `/batches/${encodeURIComponent(batchId)}?${query}` },
    { name: '/sessions/[sessionId]', path: `/sessions/${encodeURIComponent(sessionId)}?${query}` },
    { name: '/health', path: '/health' },
  ];
}

/** Pages about all that a range holds. */
const RANGE_PAGES = ['/', '/tools', '/batches', '/sessions', '/what-if', '/waste'] as const;

/** Pages that need nothing but a database. */
export const OPEN_PAGES = [...RANGE_PAGES, '/health'] as const;

/** The routes of all of them, as the build names them. */
export const PAGE_ROUTES = [...OPEN_PAGES, '/tools/[toolName]', '/batches/[batchId]', '/sessions/[sessionId]'] as const;
