import { expect, it } from 'vitest';
import { limitedReads } from './limited-reads.js';
import { type Sql, type Store, sql } from './store.js';

/** A store whose questions are answered when the test says so, and one that asks it at most two at once. */
function createWorld() {
  const asked: { readonly name: unknown; readonly answer: () => void; readonly fail: (error: Error) => void }[] = [];
  const query = ({ values: [name] }: Sql) =>
    new Promise<never[]>((resolve, reject) => asked.push({ name, answer: () => resolve([]), fail: reject }));
  const store = limitedReads({ query } as Partial<Store> as Store, 2);
  return { asked, names: () => asked.map(({ name }) => name), ask: (name: string) => store.query(sql`${name}`) };
}

const settle = () => new Promise((resolve) => setImmediate(resolve));

it('asks so many questions at once, and the one that waited longest as soon as one is answered or fails', async () => {
  const { asked, names, ask } = createWorld();
  const answers = ['a', 'b', 'c', 'd'].map((name) => ask(name).catch(({ message }: Error) => message));
  await settle();
  expect(names()).toEqual(['a', 'b']);
  asked[1]?.fail(new Error('no'));
  await settle();
  expect(names()).toEqual(['a', 'b', 'c']);
  asked[0]?.answer();
  await settle();
  expect(names()).toEqual(['a', 'b', 'c', 'd']);
  asked[2]?.answer();
  asked[3]?.answer();
  expect(await Promise.all(answers)).toEqual([[], 'no', [], []]);
  ask('e');
  ask('f');
  ask('g');
  await settle();
  expect(names()).toEqual(['a', 'b', 'c', 'd', 'e', 'f']);
});
