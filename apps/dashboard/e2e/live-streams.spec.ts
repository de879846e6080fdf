import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import type { Dashboard } from './dashboard';
import { recordBatches } from './record-batches';
import { expect, test } from './test';

const MOST = 50;

test('keeps 50 live views open, refuses the next, and forgets those that left', async ({ start }) => {
  const dashboard = await start();
  await record(dashboard);
  for (let round = 0; round < 4; round += 1) {
    const views = await Promise.all(Array.from({ length: MOST }, () => openView(dashboard)));
    expect(views.map(({ statusCode }) => statusCode)).toEqual(views.map(() => 200));
    const refused = await openView(dashboard);
    expect([refused.statusCode, refused.headers['retry-after']]).toEqual([503, '10']);
    refused.resume();
    expect((await fetch(dashboard.url)).status).toBe(200);
    for (const view of views) view.destroy();
    await expect.poll(() => admits(dashboard)).toBe(true);
  }
  expect(dashboard.complaints()).toBe('');
});

test('tells all live views of a new batch', async ({ start }) => {
  const dashboard = await start();
  await record(dashboard);
  const views = await Promise.all(Array.from({ length: 3 }, () => openView(dashboard)));
  const told = views.map(() => '');
  views.forEach((view, index) => {
    view.on('data', (chunk: Buffer) => {
      told[index] = `${told[index]}${chunk}`;
    });
    view.on('error', () => undefined);
  });
  // What was there when the first view came is not new: batches are recorded until one is.
  await expect
    .poll(async () => {
      await record(dashboard);
      return told.map((text) => text.includes('event: batches'));
    })
    .toEqual([true, true, true]);
  for (const view of views) view.destroy();
});

async function openView({ url }: Dashboard): Promise<IncomingMessage> {
  const request = get(`${url}/api/live`, { agent: false, headers: { accept: 'text/event-stream' } });
  request.on('error', () => undefined);
  const [response] = await once(request, 'response');
  return response;
}

async function admits(dashboard: Dashboard): Promise<boolean> {
  const view = await openView(dashboard);
  view.on('error', () => undefined).destroy();
  return view.statusCode === 200;
}

async function record({ databasePath }: Dashboard): Promise<void> {
  const calls = [{ tool: 'web_search', runMs: 100 }];
  await recordBatches({ databaseUrl: `file:${databasePath}`, batches: [{ startedAtMs: Date.now() - 1000, calls }] });
}
