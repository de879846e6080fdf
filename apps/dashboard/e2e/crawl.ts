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

/** Addresses of the app that its own pages link to, breadth first; each without what is after `#`. */
export async function crawl(origin: string, start: readonly string[], atMost: number): Promise<readonly string[]> {
  const found = [...start];
  for (let index = 0; index < found.length && found.length < atMost; index += 1) {
    const response = await fetch(new URL(found[index] ?? '/', origin));
    const isPage = response.headers.get('content-type')?.startsWith('text/html');
    const html = await response.text();
    if (!isPage) continue;
    for (const [, href = ''] of html.matchAll(/<a[^>]*\shref="([^"]*)"/g)) {
      const address = (href.replaceAll('&amp;', '&').split('#', 1)[0] ?? '').replaceAll('&#x27;', "'");
      if (address.startsWith('/') && !found.includes(address) && found.length < atMost) found.push(address);
    }
  }
  return found;
}

/** The route an address belongs to. */
export function routeOf(address: string, routes: readonly string[]): string | undefined {
  const { pathname } = new URL(address, 'http://localhost');
  return routes.find((route) => new RegExp(`^${route.replace(/\[[^\]]+\]/g, '[^/]+')}$`).test(pathname));
}
