import { defineConfig } from '@playwright/test';
import { findChromium } from './e2e/chromium';

export default defineConfig({
  testDir: './e2e',
  globalSetup: './e2e/global-setup.ts',
  outputDir: './test-results',
  // One server with its database per worker; two workers keep two cores busy.
  workers: 2,
  fullyParallel: true,
  forbidOnly: process.env.CI !== undefined,
  // A browser on a busy CI machine gets a second try, and the report says so; at home a flaw shows at once.
  retries: process.env.CI === undefined ? 0 : 1,
  timeout: 60_000,
  expect: { timeout: 15_000 },
  // The same pictures stand in the README.
  snapshotPathTemplate: '../../docs/pictures/{arg}{ext}',
  reporter: 'list',
  use: {
    viewport: { width: 1440, height: 900 },
    locale: 'en-GB',
    // Shown times are UTC whatever the browser thinks; a far zone would show it if they were not.
    timezoneId: 'Pacific/Auckland',
    trace: 'retain-on-failure',
    launchOptions: {
      executablePath: findChromium(),
      args: [
        '--no-sandbox',
        '--disable-background-networking',
        '--disable-quic',
        '--no-first-run',
        '--disable-component-update',
        '--disable-sync',
      ],
    },
  },
});
