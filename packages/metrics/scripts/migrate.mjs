// Makes the next migration, or checks that none is missing.
//   node scripts/migrate.mjs --check          exit code 1 and the missing SQL on stdout when schema and migrations differ
//   node scripts/migrate.mjs --name <words>   writes prisma/migrations/<timestamp>_<words>/migration.sql
// Reads prisma/schema.prisma and prisma/migrations. Merged migrations are never edited: make another one.
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { MIGRATIONS_FOLDER, pendingSql } from './schema-engine.mjs';

const { values: flags } = parseArgs({ options: { check: { type: 'boolean' }, name: { type: 'string' } } });

if (flags.check === (flags.name !== undefined)) fail('give either --check or --name <words>');
if (flags.name !== undefined && !/^[a-z0-9_]+$/.test(flags.name)) fail('--name takes a-z, 0-9 and _');

const sql = await pendingSql();
if (sql === null) {
  console.log('schema and migrations agree');
} else if (flags.check) {
  console.log(sql);
  fail(
    'the schema is ahead of the migrations: run `pnpm --filter @parallel-tools/metrics run migrate --name <words>`',
    1,
  );
} else {
  const timestamp = new Date().toISOString().replace(/\D/g, '').slice(0, 14);
  const folder = path.join(MIGRATIONS_FOLDER, `${timestamp}_${flags.name}`);
  mkdirSync(folder);
  writeFileSync(path.join(folder, 'migration.sql'), sql);
  console.log(`wrote ${path.join(folder, 'migration.sql')}`);
}

function fail(message, exitCode = 2) {
  console.error(message);
  process.exit(exitCode);
}
