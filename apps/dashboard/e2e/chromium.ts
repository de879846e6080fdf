import { existsSync } from 'node:fs';
import { chromium } from '@playwright/test';

const DEBIAN_CHROMIUM = '/usr/bin/chromium';

/**
 * A browser on this machine: `CHROMIUM_PATH`, else Debian's, else the one Playwright downloaded.
 *
 * @throws When there is none: tests that cannot run are no reason to pass.
 */
export function findChromium(): string {
  const given = process.env.CHROMIUM_PATH;
  const candidates = given ? [given] : [DEBIAN_CHROMIUM, chromium.executablePath()];
  const found = candidates.find((path) => existsSync(path));
  if (found !== undefined) return found;
  throw new Error(
    `No Chromium found at ${candidates.join(' or ')}. Install one (apt-get install chromium, or playwright install chromium) or name it in CHROMIUM_PATH.`,
  );
}
