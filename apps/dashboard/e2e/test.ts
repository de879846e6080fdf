import { mkdtempSync } from 'node:fs';
import path from 'node:path';
import { test as base, expect } from '@playwright/test';
import { type Dashboard, type StartOptions, startDashboard } from './dashboard';
import type { Showcase } from './record-showcase';

interface TestFixtures {
  /** Starts a dashboard of this test's own on a database that need not exist: a name, or an absolute path. */
  readonly start: (fileName?: string, options?: StartOptions) => Promise<Dashboard>;
  /** Messages of the console that a healthy page does not write; a test that expects one takes it out. */
  readonly consoleProblems: string[];
}

interface WorkerFixtures {
  /** The dashboard on a seeded day of 300 batches. Nobody writes to it. */
  readonly history: Dashboard;
  /** The dashboard on `plannedDay`, whose every call is known. Nobody writes to it. */
  readonly planned: Dashboard;
  /** The dashboard on `recordShowcase`. Nobody writes to it. */
  readonly showcase: Dashboard & Showcase;
}

/** Playwright's `test` with dashboards, and with an eye on the console: errors, CSP, hydration. */
export const test = base.extend<TestFixtures, WorkerFixtures>({
  history: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the pattern to see which fixtures this one needs.
    async ({}, use) => {
      const dashboard = await startDashboard(`file:${required('E2E_HISTORY')}`);
      await use(dashboard);
      await dashboard.stop();
    },
    { scope: 'worker' },
  ],
  planned: [
    // biome-ignore lint/correctness/noEmptyPattern: as above.
    async ({}, use) => {
      const dashboard = await startDashboard(`file:${required('E2E_PLANNED')}`);
      await use(dashboard);
      await dashboard.stop();
    },
    { scope: 'worker' },
  ],
  showcase: [
    // biome-ignore lint/correctness/noEmptyPattern: as above.
    async ({}, use) => {
      const dashboard = await startDashboard(`file:${required('E2E_SHOWCASE')}`);
      await use({ ...dashboard, ...(JSON.parse(required('E2E_SHOWCASE_IDS')) as Showcase) });
      await dashboard.stop();
    },
    { scope: 'worker' },
  ],
  start: async ({ context }, use) => {
    const started: Dashboard[] = [];
    await use(async (fileName = 'parallel-tools.db', options = {}) => {
      const directory = mkdtempSync(path.join(required('E2E_DIRECTORY'), 'own-'));
      const dashboard = await startDashboard(`file:${path.resolve(directory, fileName)}`, options);
      started.push(dashboard);
      return dashboard;
    });
    // First: a page that is open asks a server that is gone.
    await Promise.all(context.pages().map((page) => page.close()));
    await Promise.all(started.map((dashboard) => dashboard.stop()));
  },
  consoleProblems: [
    async ({ page }, use) => {
      const problems: string[] = [];
      page.on('console', (message) => {
        const { url } = message.location();
        // The stream of news ends when a test stops its server; the page says so itself.
        if (url.endsWith('/api/live')) return;
        if (message.type() === 'error' || message.type() === 'warning') problems.push(`${message.text()} ${url}`);
      });
      page.on('pageerror', (error) => problems.push(String(error)));
      await use(problems);
      expect(problems, 'messages on the console').toEqual([]);
    },
    { auto: true },
  ],
});

export { expect };

function required(name: string): string {
  const value = process.env[name];
  if (value === undefined) throw new Error(`${name} is set by the global set-up`);
  return value;
}
