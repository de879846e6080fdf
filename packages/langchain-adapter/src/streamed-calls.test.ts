import { expect, it } from 'vitest';
import { StreamedCalls } from './streamed-calls.js';

function observed() {
  const told: string[] = [];
  const calls = new StreamedCalls({
    onWhole: (position, { id, name, args }) => told.push(`${position} is ${id} ${name} ${args}`),
    onChange: (position, { args }) => told.push(`${position} is now ${args}`),
  });
  return { calls, told };
}

it('tells that a call is whole when the next has begun and its arguments are an object', () => {
  const { calls, told } = observed();
  calls.append({ index: 0, id: 'a', name: 't', args: '{"n":' });
  calls.append({ index: 1, id: 'b', name: 't', args: '{}' });
  expect(told).toEqual([]);
  calls.append({ index: 0, args: '{}}' });
  expect(told).toEqual(['0 is a t {"n":{}}']);
});

it('holds calls up behind one that is not whole', () => {
  const { calls, told } = observed();
  calls.append({ index: 0, id: 'a', name: 't', args: '[1]' });
  for (const index of [1, 2]) calls.append({ index, id: `c${index}`, name: 't', args: '{}' });
  expect(told).toEqual([]);
});

it('tells what comes after a call had seemed whole, but for blanks', () => {
  const { calls, told } = observed();
  calls.append({ index: 0, id: 'a', name: 't', args: '{}' });
  calls.append({ index: 1, id: 'b', name: 't' });
  calls.append({ index: 0, args: ' \n' });
  expect(told).toEqual(['0 is a t {}']);
  calls.append({ index: 0, args: '{' });
  expect(told.slice(1)).toEqual(['0 is now {} \n{']);
});

it('keeps calls apart that have one index and two ids, or neither', () => {
  const { calls, told } = observed();
  calls.append({ index: 0, id: 'a', name: 's', args: '{}' });
  calls.append({ index: 0, id: 'b', name: 't', args: '{}' });
  calls.append({ name: 'u', args: '{}' });
  calls.append({ name: 'v', args: '{}' });
  expect(told).toEqual(['0 is a s {}', '1 is b t {}', '2 is  u {}']);
});

it('puts calls without an index together by their ids', () => {
  const { calls, told } = observed();
  calls.append({ id: 'a', name: 't', args: '{"n"' });
  calls.append({ id: 'a', args: ':1}' });
  calls.append({ id: 'b', name: 't' });
  expect(told).toEqual(['0 is a t {"n":1}']);
});

it('needs no next call where the end is told, and takes snapshots', () => {
  const { calls, told } = observed();
  calls.set({ index: 3, id: 'a', name: 't' });
  calls.set({ index: 3, args: '{"n":' });
  calls.set({ index: 3, args: '{"n":1}' });
  expect(told).toEqual([]);
  calls.end(3);
  expect(told).toEqual(['0 is a t {"n":1}']);
});
