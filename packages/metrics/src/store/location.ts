import { StoreError } from '../errors.js';
import { databasePath } from './database-path.js';

/** Where a database is. */
export type Location =
  | {
      readonly kind: 'sqlite';
      /** Absolute path. */
      readonly file: string;
      /** How it is called in messages. */
      readonly shown: string;
    }
  | {
      readonly kind: 'postgresql';
      /** Without the schema. Holds the password. */
      readonly url: string;
      readonly schema: string;
      /** Without user and password. */
      readonly shown: string;
    };

/** A schema of our own, so that a database which is an application's too may be shared with it. */
const DEFAULT_SCHEMA = 'parallel_tools';

/**
 * Where a URL leads: `file:` and a path, or `postgresql://user@host/database`, with `?schema=` if not `parallel_tools`.
 *
 * @throws {StoreError} `INVALID_URL`; the message holds no password.
 */
export function locate(url: string): Location {
  if (!/^postgres(ql)?:/i.test(url)) {
    const file = databasePath(url);
    return { kind: 'sqlite', file, shown: file };
  }
  const parsed = URL.parse(url);
  if (parsed === null || parsed.hostname === '' || parsed.pathname.length < 2) {
    throw invalid('a PostgreSQL URL names host and database: postgresql://user@host/database');
  }
  const schema = parsed.searchParams.get('schema') ?? DEFAULT_SCHEMA;
  if (!/^[a-z_][a-z0-9_]{0,62}$/.test(schema)) {
    throw invalid('the schema of a PostgreSQL URL is a-z, 0-9 and _, at most 63 characters');
  }
  parsed.searchParams.delete('schema');
  const shown = `postgresql://${parsed.host}${parsed.pathname}?schema=${schema}`;
  return { kind: 'postgresql', url: parsed.href, schema, shown };
}

function invalid(reason: string): StoreError {
  return new StoreError('INVALID_URL', `Not a usable database URL: ${reason}`);
}
