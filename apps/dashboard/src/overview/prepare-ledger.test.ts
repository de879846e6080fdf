import type { Bottleneck, Bottlenecks } from '@parallel-tools/metrics/queries';
import { expect, it } from 'vitest';
import { prepareCauses } from './prepare-causes';
import { prepareLedger } from './prepare-ledger';

function row(toolId: number, runUs: number, rateLimitUs = 0): Bottleneck {
  return {
    toolId,
    toolName: `tool_${toolId}`,
    color: toolId,
    criticalUs: runUs + rateLimitUs,
    parts: [
      { kind: 'run' as const, us: runUs },
      ...(rateLimitUs === 0 ? [] : [{ kind: 'rate-limit' as const, us: rateLimitUs }]),
    ],
    worstWait: rateLimitUs === 0 ? null : { kind: 'rate-limit', us: rateLimitUs },
  };
}

function bottlenecks(rows: readonly Bottleneck[], restUs = 0, totalCount = rows.length): Bottlenecks {
  const makespanUs = rows.reduce((sum, { criticalUs }) => sum + criticalUs, restUs);
  return { makespanUs, rows, totalCount, restUs, worst: null };
}

const MINUTE = 60_000_000;

it('draws five tools and one row for the rest, so that the sum is whole', () => {
  const rows = [row(1, 20 * MINUTE, 20 * MINUTE), ...[10, 8, 6, 4, 3, 2].map((m, index) => row(index + 2, m * MINUTE))];
  const ledger = prepareLedger(bottlenecks(rows, MINUTE, 9));
  expect(ledger.shown).toBe('5 of 9 tools shown');
  expect(ledger.rows.map(({ label }) => label)).toEqual([
    'tool_1',
    'tool_2',
    'tool_3',
    'tool_4',
    'tool_5',
    '4 more tools',
  ]);
  expect(ledger.rows.map(({ time }) => time.replaceAll('\u00a0', ' '))).toEqual([
    '40 m 00 s',
    '10 m 00 s',
    '8 m 00 s',
    '6 m 00 s',
    '4 m 00 s',
    '6 m 00 s',
  ]);
});

it('lays parts side by side, work first, and names the greatest wait', () => {
  const [first] = prepareLedger(bottlenecks([row(1, MINUTE, 3 * MINUTE), row(2, MINUTE)])).rows;
  expect(first?.parts.map(({ kind, fromPercent, lengthPercent }) => [kind, fromPercent, lengthPercent])).toEqual([
    ['run', 0, 25],
    ['rate-limit', 25, 75],
  ]);
  expect(first?.bracket).toMatchObject({ fromPercent: 25, lengthPercent: 75 });
  expect(first?.bracket?.text.replaceAll('\u00a0', ' ')).toBe('3 m 00 s waiting for its rate limit');
});

it('is empty where no batch took any time', () => {
  expect(prepareLedger(bottlenecks([])).rows).toEqual([]);
});

it('sums causes to the makespans, and compares shares with those of before', () => {
  const now = {
    batchCount: 2,
    makespanUs: 100 * MINUTE,
    parts: [
      { kind: 'run' as const, us: 60 * MINUTE },
      { kind: 'rate-limit' as const, us: 40 * MINUTE },
    ],
  };
  const before = { batchCount: 1, makespanUs: 10 * MINUTE, parts: [{ kind: 'backoff' as const, us: 10 * MINUTE }] };
  const model = prepareCauses(now, before, bottlenecks([row(1, 0, 39 * MINUTE), row(2, 0, MINUTE)]));
  expect(model.rows.map(({ label, time, share, before: was }) => [label, time, share, was].map(plain))).toEqual([
    ['running', '60 m 00 s', '60.0 %', '0.0 %'],
    ['rate limit', '40 m 00 s', '40.0 %', '0.0 %'],
    ['backoff', '0 m 00 s', '0.0 %', '100.0 %'],
  ]);
  expect(model.rows[1]?.mostOf).toEqual({ share: '98\u00a0%', toolName: 'tool_1' });
  expect(plain(model.total)).toBe('100 m 00 s');
});

it('has nothing to compare with where nothing was before', () => {
  const now = { batchCount: 1, makespanUs: 1000, parts: [{ kind: 'run' as const, us: 1000 }] };
  const model = prepareCauses(now, { batchCount: 0, makespanUs: 0, parts: [] }, bottlenecks([]));
  expect([model.hasBefore, model.rows[0]?.before]).toEqual([false, '—']);
});

function plain(text: string): string {
  return text.replaceAll('\u00a0', ' ');
}
