import { describe, expect, it } from 'vitest';
import { batchListUrl, loadBatchListParams, loadOverviewParams, overviewUrl, relistedUrl } from './search-params';

const NOTHING = { range: null, until: null, from: null, to: null, after: null, row: null };

describe('parameters of the overview', () => {
  it('come back as they went out', () => {
    const values = {
      range: '7d',
      until: Date.UTC(2026, 10, 20, 14),
      from: Date.UTC(2026, 10, 20, 12),
      to: Date.UTC(2026, 10, 20, 13, 30),
      after: { startedAtMs: 1_795_000_000_000, batchId: 'a_b/c?d' },
      row: 51,
    } as const;
    const url = overviewUrl('/', values);
    expect(loadOverviewParams(new URL(url, 'http://dashboard'))).toEqual(values);
  });

  it('hold a place in the order of makespans', () => {
    const after = { startedAtMs: 1_795_000_000_000, makespanUs: 6_794_000, batchId: 'a.1_b' };
    const url = overviewUrl('/', { after });
    expect(loadOverviewParams(new URL(url, 'http://dashboard'))).toEqual({ ...NOTHING, after });
  });

  it.each([
    ['range', '99y'],
    ['range', '__proto__'],
    ['until', 'yesterday'],
    ['until', '+275760-09-13T00:00:00.000Z'],
    ['until', '-000001-01-01T00:00:00Z'],
    ['from', '0'],
    ['to', '__proto__'],
    ['after', '12'],
    ['after', `1_${'x'.repeat(201)}`],
    ['after', '99999999999999999999_x'],
    ['row', 'many'],
  ])('count as absent when they make no sense: %s=%s', (name, value) => {
    expect(loadOverviewParams(new URLSearchParams([[name, value]]))).toEqual(NOTHING);
  });
});

describe('filters of the batch list', () => {
  const FILTERS = {
    tool: 'web_search',
    outcome: 'partial',
    session: 's_1',
    agent: 'auditor',
    slower: 5000,
    code: 'TOOL_TIMEOUT',
    failed: '1',
    q: 'b_7',
    order: 'slowest',
  } as const;

  it('come back as they went out', () => {
    expect(loadBatchListParams(new URL(batchListUrl('/batches', FILTERS), 'http://dashboard'))).toMatchObject(FILTERS);
  });

  it.each([
    ['tool', ''],
    ['tool', 'x'.repeat(301)],
    ['outcome', 'constructor'],
    ['slower', '-1'],
    ['slower', '1e3'],
    ['slower', '9999999999'],
    ['failed', '0'],
    ['order', 'best'],
  ])('count as absent when they make no sense: %s=%s', (name, value) => {
    const values = Object.values(loadBatchListParams(new URLSearchParams([[name, value]])));
    expect(values.every((parsed) => parsed === null)).toBe(true);
  });
});

it('goes back to the first page when what is listed changes', () => {
  expect(relistedUrl('/batches?tool=a&range=1h&after=1_x&row=51', { range: '7d' })).toBe('/batches?tool=a&range=7d');
});
