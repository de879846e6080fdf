import { describe, expect, it } from 'vitest';
import { attemptRecord, callRecord, edgeRecord, waitRecord } from '../../test/records.js';
import type { CallRecord, EdgeRecord } from '../types.js';
import { attribute } from './attribution.js';

/** Parts as `seq kind start–end`, and the calls of the path from the last to the first. */
function pathOf(calls: readonly CallRecord[], edges: readonly EdgeRecord[] = []) {
  const { parts, criticalSeqs } = attribute(calls, edges);
  return {
    parts: parts.map(({ seq, kind, startUs, endUs }) => `${seq} ${kind} ${startUs}–${endUs}`),
    criticalSeqs: [...criticalSeqs],
  };
}

const ran = (seq: number, startUs: number, endUs: number, more: Partial<CallRecord> = {}) =>
  callRecord(seq, { attempts: [attemptRecord(startUs, endUs)], readyUs: startUs, ...more });

describe('a single call', () => {
  it('is its runs and waits, and overhead where it was neither', () => {
    const call = callRecord(1, {
      readyUs: 2,
      endUs: 100,
      attempts: [attemptRecord(20, 50), attemptRecord(70, 98, { attempt: 2 })],
      waits: [waitRecord('global-slot', 5, 20), waitRecord('backoff', 50, 65), waitRecord('tool-slot', 65, 70)],
    });
    expect(pathOf([call])).toEqual({
      parts: [
        '1 overhead 0–5',
        '1 global-slot 5–20',
        '1 run 20–50',
        '1 backoff 50–65',
        '1 tool-slot 65–70',
        '1 run 70–98',
        '1 overhead 98–100',
      ],
      criticalSeqs: [1],
    });
  });

  it('begins with its arrival where it was added or released late', () => {
    expect(pathOf([ran(1, 40, 60, { availableUs: 30 })]).parts).toEqual([
      '1 arrival 0–30',
      '1 overhead 30–40',
      '1 run 40–60',
    ]);
  });

  it('that never ran is what it waited for', () => {
    const call = callRecord(1, { status: 'cancelled', endUs: 50, waits: [waitRecord('conflict', 0, 50)] });
    expect(pathOf([call]).parts).toEqual(['1 conflict 0–50']);
  });

  it('is critical even where it took no time', () => {
    expect(pathOf([callRecord(1)])).toEqual({ parts: [], criticalSeqs: [1] });
    expect(pathOf([])).toEqual({ parts: [], criticalSeqs: [] });
  });

  it('shows two attempts that touch as two, and waits of one cause that touch as one', () => {
    const call = callRecord(1, {
      attempts: [attemptRecord(10, 20), attemptRecord(20, 30)],
      waits: [waitRecord('tool-slot', 0, 4), waitRecord('tool-slot', 4, 10)],
    });
    expect(pathOf([call]).parts).toEqual(['1 tool-slot 0–10', '1 run 10–20', '1 run 20–30']);
  });
});

describe('the path', () => {
  it('begins with the call that ended last; calls beside it do not count', () => {
    expect(pathOf([ran(1, 0, 20), ran(2, 0, 70), ran(3, 0, 40)])).toEqual({
      parts: ['2 run 0–70'],
      criticalSeqs: [2],
    });
  });

  it('begins with the first in call order of the calls that ended together', () => {
    expect(pathOf([ran(1, 0, 20), ran(2, 5, 20)]).criticalSeqs).toEqual([1]);
  });

  it('goes back over the predecessor that ended last, with the time between as overhead', () => {
    const calls = [ran(1, 0, 30), ran(2, 0, 40), ran(3, 42, 60)];
    expect(pathOf(calls, [edgeRecord(1, 3), edgeRecord(2, 3)])).toEqual({
      parts: ['2 run 0–40', '3 overhead 40–42', '3 run 42–60'],
      criticalSeqs: [3, 2],
    });
  });

  it('goes back over a chain, against the order of the calls too', () => {
    const calls = [ran(1, 50, 90), ran(2, 20, 50), ran(3, 0, 20)];
    expect(pathOf(calls, [edgeRecord(2, 1), edgeRecord(3, 2)])).toEqual({
      parts: ['3 run 0–20', '2 run 20–50', '1 run 50–90'],
      criticalSeqs: [1, 2, 3],
    });
  });

  it('ends with the arrival of a call whose predecessors had ended before it came', () => {
    const late = ran(2, 35, 60, { availableUs: 30 });
    const parts = ['2 arrival 0–30', '2 overhead 30–35', '2 run 35–60'];
    expect(pathOf([ran(1, 0, 20), late], [edgeRecord(1, 2)])).toEqual({ parts, criticalSeqs: [2] });
    expect(pathOf([ran(1, 0, 30), late], [edgeRecord(1, 2)])).toEqual({ parts, criticalSeqs: [2] });
  });

  it('leads from a skipped call to the failure it was skipped for', () => {
    const skipped = callRecord(2, { status: 'skipped', readyUs: 51, endUs: 51 });
    expect(pathOf([ran(1, 0, 50, { status: 'error' }), skipped], [edgeRecord(1, 2)]).parts).toEqual([
      '1 run 0–50',
      '2 overhead 50–51',
    ]);
  });

  it('keeps a call that took no time on it, so that its neighbours are joined by edges', () => {
    const between = callRecord(2, { status: 'cancelled', availableUs: 0, readyUs: 20, endUs: 20 });
    expect(pathOf([ran(1, 0, 20), between, ran(3, 20, 30)], [edgeRecord(1, 2), edgeRecord(2, 3)])).toEqual({
      parts: ['1 run 0–20', '3 run 20–30'],
      criticalSeqs: [3, 2, 1],
    });
  });
});

describe('a strange record', () => {
  it('counts a predecessor that ended after its successor was ready only up to then', () => {
    expect(pathOf([ran(1, 0, 30), ran(2, 25, 60)], [edgeRecord(1, 2)]).parts).toEqual(['1 run 0–25', '2 run 25–60']);
  });

  it('counts once what an attempt and a wait share', () => {
    const call = callRecord(1, { attempts: [attemptRecord(9, 30)], waits: [waitRecord('global-slot', 0, 10)] });
    expect(pathOf([call]).parts).toEqual(['1 global-slot 0–9', '1 run 9–30']);
  });

  it('counts what lies before ready or after the end as nothing of the call’s own', () => {
    const call = callRecord(1, { readyUs: 10, endUs: 20, attempts: [attemptRecord(5, 25)] });
    expect(pathOf([call]).parts).toEqual(['1 overhead 0–10', '1 run 10–20']);
  });

  it('passes over an edge whose call is not there, and ends on a cycle', () => {
    expect(pathOf([ran(1, 5, 20)], [edgeRecord(9, 1), edgeRecord(1, 9)]).parts).toEqual([
      '1 overhead 0–5',
      '1 run 5–20',
    ]);
    const both = [ran(1, 0, 20), ran(2, 20, 40)];
    expect(pathOf(both, [edgeRecord(1, 2), edgeRecord(2, 1)]).parts).toEqual(['1 run 0–20', '2 run 20–40']);
  });
});
