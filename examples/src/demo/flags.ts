import { parseArgs } from 'node:util';

/** What the command line asks for. */
export interface DemoFlags {
  /** Whether the dashboard is served at the end. */
  readonly serve: boolean;
  /** TCP port of the dashboard, 1 to 65,535. */
  readonly port: number;
}

const DEFAULT_PORT = 4100;

/**
 * Reads the flags of the demo.
 *
 * @throws {Error} With one line for the user: an unknown flag, or a port out of range.
 */
export function parseFlags(args: readonly string[]): DemoFlags {
  const values = parseOptions(args);
  const port = Number(values.port);
  if (!Number.isInteger(port) || port < 1 || port > 65_535) {
    throw new Error(`--port must be an integer from 1 to 65535, got "${values.port}"`);
  }
  return { serve: !values['no-serve'], port };
}

function parseOptions(args: readonly string[]) {
  try {
    const options = {
      'no-serve': { type: 'boolean', default: false },
      port: { type: 'string', default: String(DEFAULT_PORT) },
    } as const;
    return parseArgs({ args: [...args], options }).values;
  } catch (error) {
    const [reason] = (error as Error).message.split(/\.\s/);
    throw new Error(`${reason}; the demo takes --no-serve and --port <number>.`, { cause: error });
  }
}
