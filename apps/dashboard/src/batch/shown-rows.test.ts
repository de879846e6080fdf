import { expect, it } from 'vitest';
import { prepareTimeline } from './prepare-timeline';
import { sampleBatch, sampleCall } from './sample-batch';
import { shownRows } from './shown-rows';

const MODEL = prepareTimeline(
  sampleBatch([
    sampleCall({ readyUs: 50, startUs: 50 }),
    sampleCall({ seq: 2, critical: true }),
    sampleCall({ seq: 3, critical: true, readyUs: 20, startUs: 20 }),
  ]),
);

it('keeps call order unless asked for the order of starts', () => {
  expect(shownRows(MODEL, { isCriticalOnly: false, isByStart: false }).indices).toEqual([0, 1, 2]);
  expect(shownRows(MODEL, { isCriticalOnly: false, isByStart: true }).indices).toEqual([1, 2, 0]);
});

it('knows where a row stands, and that it does not', () => {
  const { indices, positionOf } = shownRows(MODEL, { isCriticalOnly: true, isByStart: false });
  expect(indices).toEqual([1, 2]);
  expect([0, 1, 2].map(positionOf)).toEqual([null, 0, 1]);
});
