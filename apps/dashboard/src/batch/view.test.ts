import { describe, expect, it } from 'vitest';
import {
  clampView,
  cutToView,
  fitView,
  isWhole,
  panView,
  parseView,
  pinchView,
  placeIn,
  serializeView,
  zoomView,
} from './view';

const END_US = 1_000_000;

describe('two fingers', () => {
  const view = { fromUs: 200_000, toUs: 600_000 };

  it('keep what was under each of them under it', () => {
    // At 300 ms and 400 ms, then as far apart again and further to the left.
    const next = pinchView(view, END_US, [0.25, 0.5], [0.2, 0.7]);
    const placeOf = (us: number) => (us - next.fromUs) / (next.toUs - next.fromUs);
    expect(placeOf(300_000)).toBeCloseTo(0.2, 9);
    expect(placeOf(400_000)).toBeCloseTo(0.7, 9);
  });

  it('pan when they stay as far apart', () => {
    expect(pinchView(view, END_US, [0.25, 0.5], [0.5, 0.75])).toEqual(panView(view, END_US, -0.25));
  });

  it('do not leap where they touch', () => {
    expect(pinchView(view, END_US, [0.5, 0.5], [0.5, 0.5])).toEqual(view);
  });
});

describe('zooming', () => {
  it('keeps the place under the hand where it is', () => {
    const view = zoomView({ fromUs: 200_000, toUs: 600_000 }, END_US, 2, 300_000);
    expect(view).toEqual({ fromUs: 250_000, toUs: 450_000 });
    expect(placeIn(view, 300_000)).toBe(placeIn({ fromUs: 200_000, toUs: 600_000 }, 300_000));
  });

  it('shows no more than the batch, and no less than can be told apart', () => {
    expect(isWhole(zoomView(fitView(END_US), END_US, 0.5, 0), END_US)).toBe(true);
    const closest = zoomView({ fromUs: 500, toUs: 530 }, END_US, 10, 515);
    expect(closest.toUs - closest.fromUs).toBeCloseTo(20, 6);
    expect(zoomView(fitView(7), 7, 100, 3)).toEqual({ fromUs: 0, toUs: 7 });
  });

  it('comes back to where it was', () => {
    const view = { fromUs: 123_000, toUs: 323_000 };
    const back = zoomView(zoomView(view, END_US, 1.25, 200_000), END_US, 0.8, 200_000);
    expect(back.fromUs).toBeCloseTo(view.fromUs, 6);
    expect(back.toUs).toBeCloseTo(view.toUs, 6);
  });
});

describe('panning', () => {
  it('keeps its length, also at the ends', () => {
    expect(panView({ fromUs: 0, toUs: 200_000 }, END_US, 0.5)).toEqual({ fromUs: 100_000, toUs: 300_000 });
    expect(panView({ fromUs: 700_000, toUs: 900_000 }, END_US, 1)).toEqual({ fromUs: 800_000, toUs: 1_000_000 });
    expect(panView({ fromUs: 100_000, toUs: 300_000 }, END_US, -1)).toEqual({ fromUs: 0, toUs: 200_000 });
  });
});

describe('the URL', () => {
  it('gives back what was put in', () => {
    expect(parseView(serializeView({ fromUs: 1_500_000.4, toUs: 2_000_000 }))).toEqual({
      fromUs: 1_500_000,
      toUs: 2_000_000,
    });
  });

  it.each(['', '1', '5-5', '9-3', '-1-4', '1e3-2e3', '0-9999999999999999', 'a-b', '1-2-3'])('refuses %j', (text) => {
    expect(parseView(text)).toBe(null);
  });

  it('may name what lies outside of the batch', () => {
    expect(clampView({ fromUs: 5_000_000, toUs: 6_000_000 }, END_US)).toEqual({ fromUs: 0, toUs: END_US });
    expect(clampView({ fromUs: 900_000, toUs: 1_100_000 }, END_US)).toEqual({ fromUs: 800_000, toUs: 1_000_000 });
  });
});

it('cuts what the view does not show', () => {
  const view = { fromUs: 400_000, toUs: 500_000 };
  expect(cutToView(view, 0, 300_000)).toBe(null);
  expect(cutToView(view, 0, 1_000_000)).toEqual({ fromUs: 398_000, toUs: 502_000 });
  expect(cutToView(view, 450_000, 460_000)).toEqual({ fromUs: 450_000, toUs: 460_000 });
});
