import { readFileSync } from 'node:fs';
import path from 'node:path';

const MANIFEST = path.join(import.meta.dirname, '../dist/app/.next/app-path-routes-manifest.json');

/** Every route of the built app that answers with an end: pages and exports, as patterns like `/batches/[batchId]`. */
export function builtRoutes(): readonly string[] {
  const manifest: Record<string, string> = JSON.parse(readFileSync(MANIFEST, 'utf8'));
  return [...new Set(Object.values(manifest))].filter(
    (route) => !route.startsWith('/_') && !route.startsWith('/icon') && !route.endsWith('/live'),
  );
}

/**
 * Addresses of the app that its own pages link to, breadth first; each without what is after `#`.
 *
 * @param atMostOfRoute - So that pages with many links of one kind leave room for the others.
 * @throws When one answers with an error of the server.
 */
export async function crawl(
  origin: string,
  start: readonly string[],
  atMost: number,
  atMostOfRoute = atMost,
): Promise<readonly string[]> {
  const routes = builtRoutes();
  const found = [...start];
  const counts = new Map<string | undefined, number>();
  const add = (address: string) => {
    const route = routeOf(address, routes);
    const count = (counts.get(route) ?? 0) + 1;
    if (found.includes(address) || found.length >= atMost || count > atMostOfRoute) return;
    counts.set(route, count);
    found.push(address);
  };
  for (let index = 0; index < found.length && found.length < atMost; index += 1) {
    const response = await fetch(new URL(found[index] ?? '/', origin));
    if (response.status >= 500) throw new Error(`${response.status} ${found[index]}`);
    const isPage = response.headers.get('content-type')?.startsWith('text/html');
    const html = await response.text();
    if (!isPage) continue;
    for (const [, href = ''] of html.matchAll(/<a[^>]*\shref="([^"]*)"/g)) {
      const address = (href.replaceAll('&amp;', '&').split('#', 1)[0] ?? '').replaceAll('&#x27;', "'");
      if (address.startsWith('/')) add(address);
    }
  }
  return found;
}

/** The route an address belongs to. */
export function routeOf(address: string, routes: readonly string[]): string | undefined {
  const { pathname } = new URL(address, 'http://localhost');
  return routes.find((route) => new RegExp(`^${route.replace(/\[[^\]]+\]/g, '[^/]+')}$`).test(pathname));
}
