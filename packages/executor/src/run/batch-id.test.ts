import { expect, it } from 'vitest';
import { newBatchId } from './batch-id.js';

const UUID_V7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

it('is a UUIDv7 that holds the time, and no two are the same', () => {
  const ids = Array.from({ length: 1000 }, () => newBatchId(0x0123456789ab, null));
  for (const id of ids) expect(id).toMatch(UUID_V7);
  expect(ids[0]?.slice(0, 13)).toBe('01234567-89ab');
  expect(new Set(ids).size).toBe(1000);
});

it('sorts by time', () => {
  const ids = [1, 15, 16, 255, 2 ** 40].map((wallTimeMs) => newBatchId(wallTimeMs, null));
  expect([...ids].sort()).toEqual(ids);
});

it('is the same again for the same drawn numbers', () => {
  const drawn = () => {
    let last = 0;
    return () => {
      last = (last * 16807 + 11) % 2147483647;
      return last / 2147483647;
    };
  };
  const id = newBatchId(1, drawn());
  expect(id).toMatch(UUID_V7);
  expect(newBatchId(1, drawn())).toBe(id);
  expect(newBatchId(1, () => 0.999)).toMatch(UUID_V7);
});

it('draws every digit and every variant that there is', () => {
  let state = 2;
  const random = () => {
    state = (state * 48271) % 2147483647;
    return state / 2147483647;
  };
  const ids = Array.from({ length: 500 }, () => newBatchId(0, random));
  for (const place of [15, 16, 17, 20, 21, 22, ...Array.from({ length: 12 }, (_, digit) => 24 + digit)]) {
    expect(new Set(ids.map((id) => id[place])).size, `digit ${place}`).toBe(16);
  }
  expect(new Set(ids.map((id) => id[19]))).toEqual(new Set(['8', '9', 'a', 'b']));
});

it('holds the time in its first 48 bits', () => {
  // The example of RFC 9562, appendix A.6: February 22, 2022, 2:22:22.00 PM GMT-05:00.
  expect(newBatchId(0x017f22e279b0, null).slice(0, 15)).toBe('017f22e2-79b0-7');
  expect(newBatchId(0x017f22e279b0 + 0.9, null).slice(0, 15)).toBe('017f22e2-79b0-7');
  expect(newBatchId(1, null).slice(0, 15)).toBe('00000000-0001-7');
});

it('takes a time before 1970 for 0 and keeps the low 48 bits of one too far away', () => {
  expect(newBatchId(-5, null).slice(0, 15)).toBe('00000000-0000-7');
  expect(newBatchId(2 ** 48 + 2, null).slice(0, 15)).toBe('00000000-0002-7');
});
