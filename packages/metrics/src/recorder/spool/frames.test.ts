import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fakeBatch } from '../../../test/fake-batch.js';
import { frameOf, readFrames } from './frames.js';

const texts = ['["a"]', '["b","é\u{1F600}"]', '["\\u0000PTs"]', '[1]', `["${'x'.repeat(500)}"]`];
const frames = texts.map((text) => frameOf(fakeBatch(text)));
const all = Buffer.concat(frames);
const read = (bytes: Buffer) => readFrames(bytes).batches.map(({ batches }) => batches);

describe('frames', () => {
  it('give back what was written, in its order', () => {
    const batch = {
      ...fakeBatch('[1]'),
      calls: '[2]',
      attempts: '[3]',
      metrics: '[4]',
      omitsCalls: true,
      takenAtMs: 12.5,
    };
    expect(readFrames(frameOf(batch))).toEqual({
      batches: [{ ...batch, byteLength: expect.any(Number) }],
      damagedBytes: 0,
    });
    expect(read(all)).toEqual(texts);
  });

  it('that are torn at any place lose the torn one alone', () => {
    let wholeCount = 0;
    let end = frames[0]?.length ?? 0;
    for (let length = 0; length <= all.length; length += 1) {
      if (length === end) {
        wholeCount += 1;
        end += frames[wholeCount]?.length ?? Number.NaN;
      }
      expect(read(all.subarray(0, length))).toEqual(texts.slice(0, wholeCount));
    }
  });

  it('of which one byte is another lose the damaged one alone', () => {
    fc.assert(
      fc.property(fc.nat(all.length - 1), fc.integer({ min: 1, max: 255 }), (at, change) => {
        const bytes = Buffer.from(all);
        bytes[at] = (bytes[at] ?? 0) ^ change;
        let start = 0;
        const damaged = frames.findIndex((frame) => {
          start += frame.length;
          return at < start;
        });
        expect(read(bytes)).toEqual(texts.filter((_, index) => index !== damaged));
      }),
    );
  });

  it('among anything else are found, and nothing else is', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 60 }), { minLength: 6, maxLength: 6 }), (noise) => {
        const bytes = Buffer.concat(
          noise.flatMap((part, index) => [Buffer.from(part), frames[index] ?? Buffer.alloc(0)]),
        );
        expect(read(bytes)).toEqual(texts);
      }),
    );
  });
});
