import { readFileSync } from 'node:fs';
import type { Location } from '../store/location.js';
import type { Check } from './doctor-check.js';
import { checkContent } from './doctor-content.js';

/**
 * Looks at a database without changing it.
 *
 * @returns What it found, the worst not first but in the order in which one would look.
 */
export async function doctor(location: Location): Promise<readonly Check[]> {
  const checks: Check[] = [
    { state: 'ok', text: `Node ${process.versions.node}, @parallel-tools/metrics ${version()}` },
  ];
  const found =
    location.kind === 'sqlite'
      ? await (await import('./doctor-sqlite.js')).checkSqlite(location.file)
      : await (await import('./doctor-postgresql.js')).checkPostgresql(location);
  checks.push(...found);
  if (!found.some(({ state }) => state === 'broken')) checks.push(...(await checkContent(location)));
  return checks;
}

/** As lines for a terminal. */
export function shownChecks(checks: readonly Check[]): string {
  const marks = { ok: 'ok    ', look: 'look  ', broken: 'BROKEN' };
  return (
    checks
      .map(
        ({ state, text, advice }) => `${marks[state]}  ${text}${advice === undefined ? '' : `\n        → ${advice}`}`,
      )
      .join('\n')
      // Messages of errors may hold what a terminal obeys.
      .replace(/[^\P{Cc}\n]|\p{Cf}/gu, '\ufffd')
  );
}

function version(): string {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  return (JSON.parse(text) as { readonly version: string }).version;
}
