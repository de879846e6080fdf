import { describe, expect, it } from 'vitest';
import { buildAttempt, buildCall, buildRecord } from '../../test/build-record.js';
import { isSampled } from './sampling.js';

const NONE = { share: 0, slowMs: 5 };

describe('sampling', () => {
  it('leaves out the calls of batches that were quick and went well', () => {
    expect(isSampled(buildRecord(), NONE)).toBe(false);
    expect(isSampled(buildRecord(), null)).toBe(true);
  });

  it.each([
    ['had a failure', [buildCall({ status: 'error' })]],
    ['was cancelled in part', [buildCall(), buildCall({ seq: 2, status: 'cancelled', attempts: [] })]],
    ['had a retry', [buildCall({ attempts: [buildAttempt({ outcome: 'error' }), buildAttempt({ attempt: 2 })] })]],
    ['was slow', [buildCall({ attempts: [buildAttempt({ endUs: 5000 })] })]],
  ])('keeps a batch that %s', (_, calls) => {
    expect(isSampled(buildRecord({ calls }), NONE)).toBe(true);
  });

  it('keeps the share of the rest, and decides alike each time', () => {
    const records = Array.from({ length: 2000 }, () => buildRecord());
    const kept = records.filter((record) => isSampled(record, { share: 0.25, slowMs: 1000 }));
    expect(kept.length / records.length).toBeCloseTo(0.25, 1);
    expect(kept.every((record) => isSampled(record, { share: 0.25, slowMs: 1000 }))).toBe(true);
    expect(kept.every((record) => isSampled(record, { share: 0.5, slowMs: 1000 }))).toBe(true);
  });
});
