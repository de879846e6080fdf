import { isIP } from 'node:net';
import { parseArgs } from 'node:util';

/** What the command line asks for. */
export type Command = { readonly name: 'help' | 'version' } | ({ readonly name: 'serve' } & ServeFlags);

/** How the dashboard is to be served. */
export interface ServeFlags {
  /** As given; undefined means the default. */
  readonly databaseUrl: string | undefined;
  /** TCP port, 0 to 65,535; 0 takes any free one. */
  readonly port: number;
  /** Name or address to listen on. */
  readonly host: string;
  /** Further names the dashboard may be asked for: those of a reverse proxy. Lower case. */
  readonly allowedHosts: readonly string[];
  /** What a browser must know; null lets in everybody who can connect. */
  readonly token: string | null;
  /** Whether a browser is opened. */
  readonly open: boolean;
}

export const USAGE = `parallel-tools-dashboard [flags]

Serves the dashboard of a database that a recorder of @parallel-tools/metrics writes to. Never writes to it.

  --database-url <url>   file:./parallel-tools.db, or postgresql://user@host/database
  --port <number>        4000; 0 takes any free one
  --host <name>          127.0.0.1; another one than this machine's own needs a token
  --token <secret>       at least 16 characters; a browser opens /?token=<secret> once, a script sends it as a bearer
  --allowed-host <name>  a name that a reverse proxy passes on; may be repeated
  --open                 opens a browser
  --help, --version

Environment: DATABASE_URL and PARALLEL_TOOLS_TOKEN stand in for the two flags; other users of the machine can read flags.`;

const LEAST_TOKEN_CHARS = 16;

/**
 * Reads the command line.
 *
 * @throws {Error} With one line for the user.
 */
export function parseFlags(
  args: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): Command {
  const values = parseValues(args);
  if (values.help) return { name: 'help' };
  if (values.version) return { name: 'version' };
  const token = values.token ?? (environment.PARALLEL_TOOLS_TOKEN || null);
  if (token !== null) requireToken(token);
  const host = values.host.replace(/^\[(.*)\]$/, '$1');
  if (host === '') throw new Error('--host must name a host or an address');
  if (token === null && !isLoopback(host)) {
    throw new Error(`--host ${host} can be reached by others: give a --token, or leave --host out`);
  }
  return {
    name: 'serve',
    databaseUrl: values['database-url'] ?? environment.DATABASE_URL,
    port: parsePort(values.port),
    host,
    allowedHosts: values['allowed-host'].map(parseHostName),
    token,
    open: values.open,
  };
}

/** Whether only this machine can reach what listens there. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));
}

function parseValues(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        'database-url': { type: 'string' },
        port: { type: 'string', default: '4000' },
        host: { type: 'string', default: '127.0.0.1' },
        token: { type: 'string' },
        'allowed-host': { type: 'string', multiple: true, default: [] },
        open: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
        version: { type: 'boolean', short: 'v', default: false },
      },
    }).values;
  } catch (error) {
    const [reason] = (error as Error).message.split(/\.\s/);
    throw new Error(`${reason}; --help lists the flags`, { cause: error });
  }
}

function parsePort(given: string): number {
  const port = Number(given);
  if (given.trim() === '' || !Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new Error(`--port must be an integer from 0 to 65535, got "${given}"`);
  }
  return port;
}

function requireToken(token: string): void {
  // What a URL or a header would change on the way is refused here rather than there.
  if (!/^[\w.~-]+$/.test(token)) throw new Error('the token may hold letters, digits and - . _ ~ only');
  if (token.length < LEAST_TOKEN_CHARS) {
    throw new Error(`the token must have at least ${LEAST_TOKEN_CHARS} characters, got ${token.length}`);
  }
}

function parseHostName(given: string): string {
  if (!/^[a-z0-9.-]+$/i.test(given)) throw new Error(`--allowed-host must be a name without port, got "${given}"`);
  return given.toLowerCase();
}
