import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { PROVIDERS, schemaFor } from '../scripts/schemas.mjs';

const read = (path: string) => readFileSync(new URL(`../../../prisma/${path}`, import.meta.url), 'utf8');

it.each(PROVIDERS)('the committed schema of %s is what the template makes', (provider) => {
  expect(read(`${provider}/schema.prisma`)).toBe(schemaFor(provider, read('schema.template.prisma')));
});

it('the schemas differ in the name of their database alone', () => {
  const [sqlite, postgresql] = PROVIDERS.map((provider) =>
    read(`${provider}/schema.prisma`).replaceAll(provider, 'PROVIDER'),
  );
  expect(sqlite).toBe(postgresql);
});
