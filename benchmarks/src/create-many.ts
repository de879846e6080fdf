import type { BatchPayload, BatchRecord } from '@parallel-tools/executor';
import { built } from './built-metrics.ts';

/** Records the plain way: the generated client's `createMany`, rows as objects, one transaction per bite. */
export interface PlainRecorder {
  write(batches: readonly { readonly record: BatchRecord; readonly payload: BatchPayload }[]): Promise<void>;
  close(): Promise<void>;
}

interface Model {
  createMany(options: { readonly data: readonly object[] }): unknown;
}

interface Client {
  readonly tool: Model & { findMany(): Promise<readonly { readonly id: number; readonly name: string }[]> };
  readonly batch: Model;
  readonly toolCall: Model;
  readonly attempt: Model;
  $transaction(statements: readonly unknown[]): Promise<unknown>;
  $disconnect(): Promise<void>;
}

interface Columns {
  readonly names: readonly string[];
  readonly kinds: readonly string[];
}

/** @param url - Of a database that has its tables, and its tools. */
export async function plainRecorder(url: string): Promise<PlainRecorder> {
  const client = url.startsWith('file:') ? await sqliteClient(url) : await postgresqlClient(url);
  const { encodeBatch } = await built.import('./recorder/encode-batch.js');
  const { BATCH_COLUMNS, CALL_COLUMNS, ATTEMPT_COLUMNS } = await built.import('./store/rows.js');
  const toolIds = new Map((await client.tool.findMany()).map(({ id, name }) => [name, id]));
  const options = { capture: 'sizes', maxErrorMessageChars: 500, maxPayloadChars: 16_384 };
  const notes = { takenAtMs: Date.now(), sampled: true, missed: null, missedBatchId: null };
  return {
    async write(batches) {
      // The same values as the recorder stores, so that only the way of writing differs.
      const encoded = batches.map(({ record, payload }) => encodeBatch(record, payload, options, notes));
      const rows = (columns: Columns, part: string) =>
        encoded.flatMap((batch) =>
          JSON.parse(`[${batch[part]}]`).map((row: unknown[]) => fieldsOf(columns, row, toolIds)),
        );
      const data = {
        batches: rows(BATCH_COLUMNS, 'batches'),
        calls: rows(CALL_COLUMNS, 'calls'),
        attempts: rows(ATTEMPT_COLUMNS, 'attempts'),
      };
      await client.$transaction([
        client.batch.createMany({ data: data.batches }),
        client.toolCall.createMany({ data: data.calls }),
        client.attempt.createMany({ data: data.attempts }),
      ]);
    },
    close: () => client.$disconnect(),
  };
}

/** `batch_id` → `batchId`, and the id of the tool for its name. */
function fieldsOf({ names, kinds }: Columns, row: readonly unknown[], toolIds: ReadonlyMap<string, number>): object {
  return Object.fromEntries(
    names.map((name, index) => {
      const value = row[index] ?? null;
      if (name === 'tool_name') return ['toolId', toolIds.get(String(value))];
      const field = name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
      return [field, kinds[index] === 'bigint' && value !== null ? BigInt(value as number) : value];
    }),
  );
}

async function sqliteClient(url: string): Promise<Client> {
  const { getPrismaClientClass } = await built.import('./generated/sqlite/internal/class.js');
  const { PrismaBetterSqlite3 } = await built.import('./store/sqlite-adapter.js');
  const PrismaClient = getPrismaClientClass();
  return new PrismaClient({ adapter: new PrismaBetterSqlite3({ url }) });
}

async function postgresqlClient(url: string): Promise<Client> {
  const { getPrismaClientClass } = await built.import('./generated/postgresql/internal/class.js');
  const { PrismaPg } = built.require('@prisma/adapter-pg') as {
    readonly PrismaPg: new (options: object, schema: object) => object;
  };
  const PrismaClient = getPrismaClientClass();
  const schema = new URL(url).searchParams.get('schema') ?? 'public';
  const connectionString = url.split('?')[0] ?? url;
  return new PrismaClient({ adapter: new PrismaPg({ connectionString, max: 1 }, { schema }) });
}
