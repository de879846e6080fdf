import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { InstalledPackages } from './installed-packages.ts';

/** A small package registry on 127.0.0.1, with the moods of a real one. */
export interface Registry {
  readonly url: string;
  close(): Promise<void>;
}

/** Its entry cannot be had: 503, whenever it is asked for. */
const BROKEN_PACKAGE = 'zod';
const SLOW_EVERY = 4;
const SLOW_MS = 900;
const USUAL_MS = 60;

/**
 * Starts the registry: `GET /packages/<name>` answers with the versions known of a package, every fourth time slowly;
 * `GET /mirror/<name>` accepts the request and never answers.
 */
export async function startRegistry(packages: InstalledPackages): Promise<Registry> {
  let requestCount = 0;

  const answerPackage = async (name: string, response: ServerResponse) => {
    requestCount += 1;
    if (name === BROKEN_PACKAGE) return send(response, 503, { error: 'temporarily unavailable' });
    await sleep(requestCount % SLOW_EVERY === 0 ? SLOW_MS : USUAL_MS);
    return send(response, 200, { name, versions: await packages.installedVersions(name) });
  };

  const server = createServer((request, response) => {
    const [, kind = '', name = ''] = /^\/(packages|mirror)\/(.+)$/.exec(decodeURIComponent(request.url ?? '')) ?? [];
    if (kind === 'packages')
      answerPackage(name, response).catch((error: Error) => send(response, 500, { error: error.message }));
    else if (kind === '') send(response, 404, { error: 'not found' });
  });
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
}

function send(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}
