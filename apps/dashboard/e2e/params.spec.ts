import fc from 'fast-check';
import { atOnce } from './at-once';
import { builtRoutes, crawl } from './crawl';
import { hostileStrings } from './hostile-strings';
import { expect, test } from './test';

const SETS = 2000;
const SEED = 20_261_121;
const AT_ONCE = 6;
/** Parameters that forms, menus and heads of tables write. */
const ONLY_WRITTEN = ['change', 'batch', 'format', 'order', 'singles-sort', 'turns-columns', 'waste-rows', 'call'];

test('answers 2,000 random sets of URL parameters with a page, not with an error', async ({ planned }) => {
  test.setTimeout(900_000);
  const addresses = await crawl(planned.url, ['/'], 100);
  // What links of the pages use, with their values, and what only forms and brushes write.
  const used = addresses.flatMap((address) => [...new URL(address, planned.url).searchParams]);
  const names = [
    ...new Set([
      ...used.map(([name]) => name),
      'range',
      'from',
      'to',
      'until',
      'after',
      'row',
      'token',
      ...ONLY_WRITTEN,
    ]),
  ];
  const value = fc.oneof(
    fc.constantFrom(...new Set(used.map(([, text]) => text)), ...hostileStrings(200)),
    fc.string({ unit: 'binary', maxLength: 40 }),
    fc.oneof(fc.integer(), fc.double(), fc.bigInt()).map(String),
    fc
      .date({ noInvalidDate: false })
      .map((date) => (Number.isNaN(date.getTime()) ? 'Invalid Date' : date.toISOString())),
    fc.json({ maxDepth: 2 }),
  );
  const name = fc.oneof({ weight: 9, arbitrary: fc.constantFrom(...names) }, { weight: 1, arbitrary: value });
  const path = fc.constantFrom(...builtRoutes()).chain((route) => filled(route, addresses));
  const sets = fc.sample(fc.tuple(path, fc.array(fc.tuple(name, value), { maxLength: 6 })), {
    numRuns: SETS,
    seed: SEED,
  });

  const asked = sets.map(
    ([pathname, pairs]) => `${pathname}?${pairs.map((pair) => pair.map(encode).join('=')).join('&')}`,
  );
  const wrong: string[] = [];
  await atOnce(AT_ONCE, asked, async (address) => {
    const response = await fetch(planned.url + address);
    const body = await response.text();
    // A part that fails after the status was sent leaves its mark in the body.
    if (response.status >= 500 || /data-dgst="\d/.test(body)) wrong.push(`${response.status} ${address}`);
  });
  expect(wrong).toEqual([]);
  expect(planned.complaints()).toBe('');
});

/** A path of a route: one that is linked, or one with anything in its places. */
function filled(route: string, addresses: readonly string[]): fc.Arbitrary<string> {
  if (!route.includes('[')) return fc.constant(route);
  const shape = new RegExp(`^${route.replace(/\[[^\]]+\]/g, '[^/?]+')}$`);
  const linked = addresses.map((address) => address.split('?', 1)[0] ?? '').filter((path) => shape.test(path));
  const anything = fc
    .oneof(fc.constantFrom(...hostileStrings(200)), fc.string({ unit: 'binary', minLength: 1, maxLength: 40 }))
    .map((text) => route.replace(/\[[^\]]+\]/g, () => encode(text === '' ? 'x' : text)));
  return linked.length === 0 ? anything : fc.oneof(fc.constantFrom(...linked), anything);
}

/** As a URL carries it; what is no text (half a surrogate pair) as a browser would send it. */
function encode(text: string): string {
  return encodeURIComponent(Buffer.from(text).toString());
}
