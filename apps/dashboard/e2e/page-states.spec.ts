import { copyFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { builtRoutes } from './crawl';
import { everyPage, OPEN_PAGES, PAGE_ROUTES } from './every-page';
import { recordBatches } from './record-batches';
import { expect, test } from './test';

const PATHS = [...OPEN_PAGES, '/tools/web_search', '/batches/b1', '/sessions/s1'];

test('knows every page that is built', () => {
  expect(
    builtRoutes()
      .filter((route) => !route.startsWith('/api'))
      .toSorted(),
  ).toEqual([...PAGE_ROUTES].toSorted());
});

/** The main heading of an answer, without a browser; the last, as a slow machine first sends that it is reading. */
async function headingOf(url: string): Promise<string> {
  const html = await (await fetch(url)).text();
  return [...html.matchAll(/<h1[^>]*>(.*?)<\/h1>/gs)].at(-1)?.[1]?.replaceAll(/<[^>]*>/g, '') ?? '';
}

function recordOne(databasePath: string) {
  return recordBatches({
    databaseUrl: `file:${databasePath}`,
    batches: [
      { startedAtMs: Date.now() - 5000, agent: 'a', sessionId: 's1', calls: [{ tool: 'web_search', runMs: 400 }] },
    ],
  });
}

test('says on every page what is wrong with the database', async ({ start }) => {
  const dashboard = await start();
  const expectHeadings = async (heading: string, paths: readonly string[] = PATHS) => {
    for (const path of paths) expect(await headingOf(dashboard.url + path), path).toBe(heading);
  };
  await expectHeadings('Three lines fill this page.');

  writeFileSync(dashboard.databasePath, 'This is not a database. '.repeat(100));
  await expectHeadings('The database cannot be read right now.');
  rmSync(dashboard.databasePath);

  await recordOne(dashboard.databasePath);
  const database = new DatabaseSync(dashboard.databasePath);
  database.exec('CREATE TABLE later AS SELECT * FROM _prisma_migrations; DELETE FROM _prisma_migrations');
  await expectHeadings('The database is older than this dashboard.');
  database.exec('INSERT INTO _prisma_migrations SELECT * FROM later');
  database.exec(
    "INSERT INTO _prisma_migrations (id, checksum, migration_name, started_at, finished_at, applied_steps_count) VALUES ('x', 'x', '29991231000000_from_the_future', 1, 1, 1)",
  );
  await expectHeadings('The database is newer than this dashboard.');
  database.exec("DELETE FROM _prisma_migrations WHERE id = 'x'; PRAGMA foreign_keys = ON; DELETE FROM batch");
  database.close();
  const ofNoRange = ['/health', '/batches/b1', '/sessions/s1'];
  await expectHeadings(
    'Three lines fill this page.',
    PATHS.filter((path) => !ofNoRange.includes(path)),
  );
});

test('lives on in every page when the database dies under it, and recovers without a reload', async ({
  page,
  start,
}) => {
  const dashboard = await start();
  await recordOne(dashboard.databasePath);
  const kept = readFileSync(dashboard.databasePath);
  for (const path of ['/sessions', '/waste', '/health']) {
    await page.goto(dashboard.url + path);
    const heading = page.getByRole('heading', { level: 1 });
    await expect(page.locator('[aria-busy="true"]')).toHaveCount(0);
    const said = (await heading.textContent()) ?? '';
    await page.evaluate(() => Object.assign(window, { isSamePage: true }));
    for (const suffix of ['', '-wal', '-shm']) rmSync(dashboard.databasePath + suffix, { force: true });
    writeFileSync(dashboard.databasePath, 'no database '.repeat(1000));
    await page.getByRole('button', { name: 'Refresh' }).click();
    await expect(heading).toHaveText('The database cannot be read right now.');
    rmSync(dashboard.databasePath);
    writeFileSync(dashboard.databasePath, kept);
    await expect(heading).toHaveText(said);
    expect(await page.evaluate(() => 'isSamePage' in window)).toBe(true);
  }
});

// The tables, and the pages that are about what stands in them: of the others at most panels say that something is wrong.
// Every page begins with which batches there are, and how many: with `batch`, and `batch_rollup`, where they are counted.
const SUBJECT_OF: Readonly<Record<string, readonly string[]>> = {
  recorder: [],
  batch_kind: [],
  tool_rollup: [],
  session: [],
  metric: ['/sessions/[sessionId]'],
  attempt: ['/batches/[batchId]', '/sessions/[sessionId]'],
  tool_call: ['/batches/[batchId]', '/sessions/[sessionId]'],
};

test('blanks no page for a table that only a part of it needs', async ({ start, planned }) => {
  const dashboard = await start();
  copyFileSync(planned.databasePath, dashboard.databasePath);
  const database = new DatabaseSync(dashboard.databasePath);
  const pages = everyPage(dashboard.databasePath);
  const blankPages = async () => {
    const headings = await Promise.all(pages.map(async ({ path }) => headingOf(dashboard.url + path)));
    return pages.flatMap(({ name }, index) =>
      headings[index] === '' || BLANK.test(headings[index] ?? '') ? [name] : [],
    );
  };
  expect(await blankPages()).toEqual([]);
  for (const [table, subjects] of Object.entries(SUBJECT_OF)) {
    database.exec(`ALTER TABLE "${table}" RENAME TO "${table}_away"`);
    expect(await blankPages(), `without ${table}`).toEqual(subjects);
    database.exec(`ALTER TABLE "${table}_away" RENAME TO "${table}"`);
  }
  database.close();
  // What a panel can say it says itself: nothing is left to the server's log.
  expect(dashboard.complaints()).toBe('');
});

const BLANK = /cannot be read right now|could not be drawn/;

// Each is asked of a table that the page's opening is not asked of.
const PANELS = [
  { path: '/what-if?range=24h', table: 'attempt', panel: 'Which single change helps most?' },
  { path: '/waste?range=24h', table: 'tool_rollup', panel: 'Which tool wastes most?' },
] as const;

test('keeps a panel that fails to itself, and draws it by itself once it can', async ({
  page,
  start,
  planned,
  consoleProblems,
}) => {
  const dashboard = await start();
  copyFileSync(planned.databasePath, dashboard.databasePath);
  const database = new DatabaseSync(dashboard.databasePath);
  for (const { path, table, panel } of PANELS) {
    database.exec(`ALTER TABLE "${table}" RENAME TO "${table}_away"`);
    await page.goto(dashboard.url + path);
    const failed = page.locator('section.panel', { has: page.getByRole('heading', { name: panel, exact: true }) });
    await expect(failed.getByRole('alert')).toBeVisible();
    await expect(page.getByRole('navigation').first()).toBeVisible();
    await expect(page.getByText('All times UTC')).toBeVisible();
    database.exec(`ALTER TABLE "${table}_away" RENAME TO "${table}"`);
    await expect(failed.getByRole('table').first()).toBeVisible();
    await expect(page.getByRole('alert').filter({ hasText: /./ })).toHaveCount(0);
  }
  database.close();
  consoleProblems.splice(0);
});

test('is worked by keyboard alone on every page: Tab reaches all that can be used, and shows where it is', async ({
  page,
  planned,
}) => {
  test.slow();
  for (const { path } of everyPage(planned.databasePath)) {
    await page.goto(planned.url + path);
    await expect(page.locator('[aria-busy="true"]')).toHaveCount(0);
    expect(await unreached(page), path).toEqual({ unreached: [], unmarked: [] });
  }
});

/** Presses Tab through the page: controls that it never came to, and places where nothing showed that it was there. */
async function unreached(page: import('@playwright/test').Page) {
  await page.evaluate(() => {
    (document.activeElement as HTMLElement | null)?.blur();
    const reached = new Set<Element>();
    const unmarked = new Set<Element>();
    document.addEventListener('focusin', ({ target }) => {
      if (!(target instanceof Element)) return;
      reached.add(target);
      const { outlineStyle, outlineWidth } = getComputedStyle(target);
      if (outlineStyle === 'none' || outlineWidth === '0px') unmarked.add(target);
    });
    Object.assign(window, { reached, unmarked });
  });
  const count = await page.locator('a[href]:visible, button:visible, input:visible, [tabindex="0"]:visible').count();
  for (let press = 0; press < count + 10; press += 1) await page.keyboard.press('Tab');
  return page.evaluate(() => {
    const { reached, unmarked } = window as unknown as Record<'reached' | 'unmarked', Set<Element>>;
    const isUsable = (element: Element) =>
      element.checkVisibility({ visibilityProperty: true }) &&
      !element.closest('[tabindex="-1"], [inert], [aria-hidden="true"]') &&
      !element.matches(':disabled, [type="hidden"]');
    const all = [...document.querySelectorAll('a[href], button, input, [tabindex="0"]')].filter(isUsable);
    const shape = (element: Element) => element.outerHTML.slice(0, 120);
    return {
      unreached: all.filter((element) => !reached.has(element)).map(shape),
      unmarked: [...unmarked].map(shape),
    };
  });
}
