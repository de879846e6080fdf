// Makes the next migration, or checks that none is missing.
//   node scripts/migrate.mjs --check          exit code 1 and the missing SQL on stdout when schema and migrations differ
//   node scripts/migrate.mjs --name <words>   writes prisma/<provider>/migrations/<timestamp>_<words>/migration.sql
// Reads prisma/<provider>, for both; PostgreSQL needs a server (POSTGRES_URL), where it makes and drops a database. Merged migrations are never edited: make another one.
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { migrationsFolder, pendingSql } from './schema-engine.mjs';

const { values: flags } = parseArgs({ options: { check: { type: 'boolean' }, name: { type: 'string' } } });

if (flags.check === (flags.name !== undefined)) fail('give either --check or --name <words>');
if (flags.name !== undefined && !/^[a-z0-9_]+$/.test(flags.name)) fail('--name takes a-z, 0-9 and _');

const serverUrl = process.env.POSTGRES_URL ?? 'postgresql://postgres@127.0.0.1:5432/test';
const timestamp = new Date().toISOString().replace(/\D/g, '').slice(0, 14);
let missingCount = 0;

for (const target of [
  { provider: 'sqlite', file: ':memory:' },
  { provider: 'postgresql', url: serverUrl },
]) {
  const sql = await pendingSql(target);
  if (sql === null) {
    console.log(`${target.provider}: schema and migrations agree`);
    continue;
  }
  missingCount += 1;
  if (flags.check) console.log(sql);
  else writeMigration(target.provider, sql);
}

if (flags.check && missingCount > 0) {
  fail(
    'the schema is ahead of the migrations: run `pnpm --filter @parallel-tools/metrics run migrate --name <words>`',
    1,
  );
}

function writeMigration(provider, sql) {
  const folder = path.join(migrationsFolder(provider), `${timestamp}_${flags.name}`);
  mkdirSync(folder);
  writeFileSync(path.join(folder, 'migration.sql'), sql);
  console.log(`wrote ${path.join(folder, 'migration.sql')}`);
}

function fail(message, exitCode = 2) {
  console.error(message);
  process.exit(exitCode);
}
