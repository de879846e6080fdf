import { describe, expect, it } from 'vitest';
import { loadOverviewParams, overviewUrl } from './search-params';

const NOTHING = { range: null, until: null, after: null, row: null, tools: null };

describe('parameters of the overview', () => {
  it('come back as they went out', () => {
    const values = {
      range: '7d',
      until: Date.UTC(2026, 10, 20, 14),
      after: { startedAtMs: 1_795_000_000_000, batchId: 'a_b/c?d' },
      row: 51,
      tools: 'all',
    } as const;
    const url = overviewUrl('/', values);
    expect(loadOverviewParams(new URL(url, 'http://dashboard'))).toEqual(values);
  });

  it.each([
    ['range', '99y'],
    ['range', '__proto__'],
    ['until', 'yesterday'],
    ['until', '+275760-09-13T00:00:00.000Z'],
    ['until', '-000001-01-01T00:00:00Z'],
    ['after', '12'],
    ['after', `1_${'x'.repeat(201)}`],
    ['after', '99999999999999999999_x'],
    ['row', 'many'],
    ['tools', 'some'],
  ])('count as absent when they make no sense: %s=%s', (name, value) => {
    expect(loadOverviewParams(new URLSearchParams([[name, value]]))).toEqual(NOTHING);
  });
});
