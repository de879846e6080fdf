import type { Columns } from '../store/rows.js';
import { raw, sql } from '../store/store.js';
import type { Transaction } from '../store/transaction.js';
import type { JsonDialect } from '../store/write-statements.js';

const NAMES: Columns = { names: ['name'], kinds: ['text'] };
const KINDS: Columns = { names: ['key', 'graph', 'agent', 'node'], kinds: ['text', 'text', 'text', 'text'] };

/** Labels may be made up for every run: beyond so many kinds the rest is one. */
const MAX_KINDS = 1000;
/** The id of that one; see `BatchKind` in the schema. */
const OTHER_KIND_ID = 0;

interface IdRow {
  readonly id: bigint;
  readonly name: string;
}

/** Ids of tools by name. */
export async function toolIds(
  transaction: Transaction,
  names: readonly string[],
  json: JsonDialect,
): Promise<ReadonlyMap<string, number>> {
  const rows = await transaction.query<IdRow>(sql`
    SELECT tool.id, tool.name FROM ${json.rows(textOf(names))} JOIN tool ON tool.name = ${raw(json.value(NAMES, 'name'))}`);
  return idsByName(rows);
}

/** Ids of kinds of batches by key; makes those that are missing, as long as there is room. */
export async function kindIds(
  transaction: Transaction,
  keys: readonly string[],
  json: JsonDialect,
): Promise<ReadonlyMap<string, number>> {
  const known = await knownKinds(transaction, keys, json);
  const missing = keys.filter((key) => !known.has(key)).sort();
  if (missing.length === 0) return known;
  const [row] = await transaction.query<{ readonly count: bigint }>(sql`SELECT COUNT(*) AS count FROM batch_kind`);
  const room = Math.max(0, MAX_KINDS - Number(row?.count ?? 0));
  if (missing.length > room) {
    await transaction.execute(
      sql`INSERT INTO batch_kind (id, key) VALUES (${OTHER_KIND_ID}, 'other') ON CONFLICT DO NOTHING`,
    );
  }
  await insertKinds(transaction, missing.slice(0, room), json);
  const all = new Map(await knownKinds(transaction, keys, json));
  for (const key of keys) if (!all.has(key)) all.set(key, OTHER_KIND_ID);
  return all;
}

async function insertKinds(transaction: Transaction, keys: readonly string[], json: JsonDialect): Promise<void> {
  if (keys.length === 0) return;
  const rows = JSON.stringify(keys.map((key) => [key, ...(JSON.parse(key) as (string | null)[])]));
  await transaction.execute(sql`
    INSERT INTO batch_kind (key, graph, agent, node)
    SELECT ${raw(KINDS.names.map((name) => json.value(KINDS, name)).join(', '))}
    FROM ${json.rows(rows)} WHERE true ON CONFLICT DO NOTHING`);
}

async function knownKinds(transaction: Transaction, keys: readonly string[], json: JsonDialect) {
  const rows = await transaction.query<IdRow>(sql`
    SELECT batch_kind.id, batch_kind.key AS name
    FROM ${json.rows(textOf(keys))} JOIN batch_kind ON batch_kind.key = ${raw(json.value(NAMES, 'name'))}`);
  return idsByName(rows);
}

function textOf(names: readonly string[]): string {
  return JSON.stringify(names.map((name) => [name]));
}

function idsByName(rows: readonly IdRow[]): ReadonlyMap<string, number> {
  return new Map(rows.map(({ id, name }) => [name, Number(id)]));
}
