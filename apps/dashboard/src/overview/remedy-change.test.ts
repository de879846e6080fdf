import { expect, it } from 'vitest';
import { parseChange, serializeChange } from '@/what-if/change';
import { remedyChange, remedyChanges } from './remedy-change';

it.each([
  ['tool-slot', 'limit.none.web_search'],
  ['rate-limit', 'rate.0.web_search'],
  ['backoff', 'retries.0.web_search'],
] as const)('lifts what holds back: %s', (kind, text) => {
  const change = remedyChange({ toolName: 'web_search', kind });
  if (change === null) throw new Error('nothing to try');
  expect(serializeChange(change)).toBe(text);
  expect(parseChange(text)).toEqual(change);
});

it('lifts the limit of all tools for a global slot, and tries nothing against a broken tool', () => {
  expect(remedyChange({ toolName: 'web_search', kind: 'global-slot' })).toMatchObject({ toolName: null });
  expect(remedyChange({ toolName: 'web_search', kind: 'circuit' })).toBe(null);
});

const ROWS = ['fetch_page', 'run_code', 'web_search'].map((toolName, index) => ({
  toolId: index,
  toolName,
  color: null,
  criticalUs: 9,
  parts: [{ kind: 'run' as const, us: index + 1 }],
  worstWait: null,
}));

const limitOf = (toolName: string, recorded: number | null) => ({
  kind: 'limit' as const,
  toolName,
  recorded,
  recordedWords: '',
  min: 1,
  max: 9,
  step: 1,
});

it('tries twice the limit, none, and the longest tools in half their time', () => {
  const culprit = { toolName: 'run_code', kind: 'tool-slot' } as const;
  const settings = [limitOf('web_search', 5), limitOf('run_code', 2)];
  expect(remedyChanges(culprit, { rows: ROWS }, settings).map(serializeChange)).toEqual([
    'limit.4.run_code',
    'limit.none.run_code',
    'time.50.web_search',
    'time.50.run_code',
  ]);
});

it('has no steps for a limit without a number, and tells what run time is worth where nothing is to blame', () => {
  const culprit = { toolName: 'run_code', kind: 'tool-slot' } as const;
  expect(remedyChanges(culprit, { rows: [] }, [limitOf('run_code', null)]).map(serializeChange)).toEqual([
    'limit.none.run_code',
  ]);
  expect(remedyChanges(null, { rows: ROWS }, []).map(serializeChange)).toEqual([
    'time.50.web_search',
    'time.50.run_code',
  ]);
});
