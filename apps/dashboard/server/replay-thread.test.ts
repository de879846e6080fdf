import { once } from 'node:events';
import path from 'node:path';
import { MessageChannel } from 'node:worker_threads';
import { build } from 'esbuild';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type BatchRecord, replay } from '../src/what-if/replay';
import { sampleRecord } from '../src/what-if/sample-records';
import { tryChange } from '../src/what-if/try-change';
import { createReplayThread, type ReplayThread } from './replay-thread';

const GATED = path.join(import.meta.dirname, '__fixtures__/gated-replay.mjs');
const FAR_MS = 60_000;
const started: ReplayThread[] = [];

function thread(program: string, timeoutMs: number): ReplayThread {
  const replays = createReplayThread({ program, timeoutMs });
  started.push(replays);
  return replays;
}

afterEach(async () => {
  await Promise.all(started.splice(0).map((replays) => replays.close()));
});

const outcomeOf = (toolName: string | null) =>
  ({ name: 'outcome', changes: [{ kind: 'limit', toolName, value: 1 }] }) as const;

describe('beside the server', () => {
  /** Stands in for records: the thread waits on it. */
  const gate = () => new Int32Array(new SharedArrayBuffer(4));
  const batches = (key: string, records: unknown = []) => ({ key, records: records as readonly BatchRecord[] });

  it('leaves the server free while a replay blocks its thread', async () => {
    const replays = thread(GATED, FAR_MS);
    const held = gate();
    const order: string[] = [];
    const asked = replays.ask(batches('a', [held]), outcomeOf('held')).then(() => order.push('replay'));
    // A message to another thread and back: the event loop turns.
    const { port1, port2 } = new MessageChannel();
    port2.on('message', (text) => port2.postMessage(text));
    for (const page of ['first page', 'second page']) {
      port1.postMessage(page);
      const [text] = await once(port1, 'message');
      order.push(text);
    }
    port1.close();
    Atomics.store(held, 0, 1);
    Atomics.notify(held, 0);
    await asked;
    expect(order).toEqual(['first page', 'second page', 'replay']);
  });

  it('sends batches once, and forgets the oldest workload', async () => {
    const replays = thread(GATED, FAR_MS);
    const asked = ['a', 'b', 'c', 'd', 'a', 'e'].map((key) => replays.ask(batches(key), outcomeOf(null)));
    const answers = (await Promise.all(asked)) as unknown as { readonly keys: readonly string[] }[];
    expect(answers.at(-2)?.keys).toEqual(['a', 'b', 'c', 'd']);
    expect(answers.at(-1)?.keys).toEqual(['b', 'c', 'd', 'e']);
  });

  it('ends a replay that takes too long, and answers the next in a new thread', async () => {
    const replays = thread(GATED, 1000);
    await expect(replays.ask(batches('a', [gate()]), outcomeOf('held'))).rejects.toMatchObject({
      code: 'QUESTION_TIMEOUT',
      message: 'The replay did not end within 1 s; a shorter range replays less.',
    });
    expect(await replays.ask(batches('b'), outcomeOf(null))).toMatchObject({ keys: ['b'] });
  });

  it('rejects as the replay did, and when it is closed', async () => {
    const replays = thread(GATED, FAR_MS);
    await expect(replays.ask(batches('a'), outcomeOf('fails'))).rejects.toThrow('no');
    const left = replays.ask(batches('a', [gate()]), outcomeOf(null));
    await left;
    await replays.close();
    await expect(replays.ask(batches('a'), outcomeOf(null))).rejects.toMatchObject({ code: 'READER_ENDED' });
  });
});

describe('its program', () => {
  const program = path.join(import.meta.dirname, '../node_modules/.replay-thread-test/replay-main.mjs');

  beforeAll(async () => {
    const source = path.join(import.meta.dirname, 'replay-main.ts');
    const options = {
      bundle: true,
      packages: 'external',
      format: 'esm',
      platform: 'node',
      logLevel: 'silent',
    } as const;
    await build({ entryPoints: [source], outfile: program, ...options });
  });

  it('answers what a replay here would', async () => {
    const records = [100, 200, 300].map((ms) => sampleRecord(`b${ms}`, [ms, ms, 2 * ms]));
    const replays = thread(program, FAR_MS);
    const { makespansUs } = await replays.ask({ key: 'k', records }, outcomeOf(null));
    expect(makespansUs).toEqual(records.map((record) => replay(record, outcomeOf(null).changes).simulation.makespanUs));
    const { changes } = outcomeOf(null);
    const { beforeUs, tried } = await replays.ask({ key: 'k', records }, { name: 'tried', changes });
    expect(beforeUs).toEqual(records.map((record) => replay(record, []).simulation.makespanUs));
    expect(tried).toEqual([tryChange(records, beforeUs, changes[0])]);
    const { triedCount } = await replays.ask({ key: 'k', records }, { name: 'singles' });
    expect(triedCount).toBeGreaterThan(0);
  });
});
